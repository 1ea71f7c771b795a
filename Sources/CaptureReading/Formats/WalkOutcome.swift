/// Why a walk over the buffered bytes came to a halt.
enum WalkOutcome {
    /// The batch holds as many frames as it may.
    case batchIsFull
    /// The next record needs this many bytes, counted from the first that was not walked.
    case needs(Int)
    /// The next record has this many bytes, of which none is of interest.
    case skips(Int)
    /// Another capture begins here: somebody has written one behind the other.
    case restarts
    /// The capture cannot be read any further.
    case fails(CaptureError)
}

/// What both formats keep while they walk.
struct WalkState {
    let input: UInt32
    let limits: CaptureLimits
    /// The number of the last frame, as Wireshark counts.
    var frame: UInt64 = 0
    /// The bytes on the wire of the frames so far, which the capture may hold only in part.
    var wireBytes: UInt64 = 0
    var hits = CaptureLimitHits()
    /// What did not keep the walk from going on.
    private(set) var problems: [CaptureError] = []

    init(input: UInt32, limits: CaptureLimits) {
        self.input = input
        self.limits = limits
    }

    mutating func note(_ problem: CaptureError) {
        guard problems.count < limits.problemsPerInput else {
            hits.problems += 1
            return
        }
        problems.append(problem)
    }

    /// The longest captured length that is believed of a capture or interface with this snapshot length, where 0
    /// stands for none.
    func longestPacket(snapLength: UInt32) -> UInt32 {
        UInt32(clamping: max(limits.packetBytes, min(Int(snapLength), limits.hugePacketBytes)))
    }
}
