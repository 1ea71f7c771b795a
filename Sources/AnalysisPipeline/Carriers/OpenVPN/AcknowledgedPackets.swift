/// Which packets of one end of OpenVPN the other has acknowledged: each by its own number, in any order, so that one may be
/// open while later ones are not.
struct AcknowledgedPackets {
    /// Numbers beyond the first that is open; OpenVPN sends no more than twelve ahead.
    static let mostAhead = 24

    /// The lowest that is not acknowledged.
    private(set) var open: UInt32 = 0
    private var ahead: [UInt32] = []
    private(set) var isEmpty = true

    /// The highest before the first that is open.
    var last: UInt32? { open > 0 && !isEmpty ? open - 1 : nil }

    /// Whether a packet with this number or a higher one is among them.
    func containsAny(from id: UInt32) -> Bool { open > id || ahead.contains { $0 >= id } }

    mutating func note(_ id: UInt32) {
        isEmpty = false
        guard id >= open, id < .max, !ahead.contains(id) else { return }
        ahead.append(id)
        // The acknowledgement of one so far back is what the capture lacks.
        if ahead.count > Self.mostAhead, let lowest = ahead.min() { open = lowest }
        close()
    }

    /// Everything before this number was received, whether its acknowledgement was seen or not.
    mutating func note(allBelow id: UInt32) {
        open = max(open, id)
        close()
    }

    private mutating func close() {
        while let place = ahead.firstIndex(of: open) {
            ahead.remove(at: place)
            open += 1
        }
        ahead.removeAll { $0 < open }
    }
}
