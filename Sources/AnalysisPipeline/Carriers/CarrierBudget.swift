/// What the conversations of one engine that are no TCP streams hold: all of them together, or one of them as its part of
/// that; used by one thread at a time.
final class CarrierBudget {
    /// What a piece that waits takes beside its bytes.
    static let bytesOfPiece = 64

    // Nothing that is done with these reaches the budget that they belong to.
    @safe @exclusivity(unchecked) private(set) var heldBytes = 0
    /// How often there was no room.
    private(set) var refusals: UInt64 = 0
    /// For what only looks like a beginning.
    var trials = TrialBudget()
    /// Beyond it, some conversations are to be given up.
    let limit: Int
    private let whole: CarrierBudget?
    @safe @exclusivity(unchecked) private var isClosed = false

    init(limit: Int = MemoryPlan().carriers) {
        self.limit = limit
        whole = nil
    }

    /// The part of one conversation.
    init(of whole: CarrierBudget) {
        limit = whole.limit
        self.whole = whole
    }

    /// That of all conversations.
    var all: CarrierBudget { whole ?? self }

    var isExceeded: Bool { heldBytes > limit }

    /// Takes room for a piece of so many bytes that waits; `false` if there is none, and the piece is to be given up.
    ///
    /// There is some room beyond the limit, so that what is given up for it can be chosen afterwards.
    func reserve(_ count: Int) -> Bool {
        guard all.heldBytes + count <= limit + limit / 8 else {
            all.noteRefusal()
            return false
        }
        hold(count)
        return true
    }

    /// Counts what was given up for want of room.
    func noteRefusal() { refusals += 1 }

    func release(_ count: Int) { hold(-count) }

    /// Notes that so many bytes more are held, or fewer: what is there already is never refused.
    func hold(_ count: Int) {
        heldBytes += count
        if !isClosed { whole?.hold(count) }
    }

    /// Gives back what is left of a conversation's part; what it gives back later was in that.
    func close() {
        release(heldBytes)
        isClosed = true
    }
}
