/// Which numbers of one sender's records came, of one epoch: every record has the next one (RFC 6347, section 4.1), what is
/// sent again included, so that what is missing between them was lost.
struct RecordNumbers {
    let epoch: UInt16
    /// What came before is not known.
    private let first: UInt64
    private var window: ReplayWindow

    /// `start` is where the sender begins to count; `nil` for the number that is there.
    init(_ epoch: UInt16, _ number: UInt64, from start: UInt64?) {
        self.epoch = epoch
        first = start ?? number
        window = ReplayWindow(highest: number)
    }

    /// Some did not come.
    var hasGaps: Bool { window.count <= window.highest &- first }

    /// Whether the number came, as far as that is remembered.
    func contains(_ number: UInt64) -> Bool { window.contains(number) }

    /// Takes in a number, and says whether it is new.
    mutating func note(_ number: UInt64) -> Bool { number >= first && window.note(number) }
}
