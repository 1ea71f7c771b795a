import ByteParsing
import TLSWire

/// What is under way of one sender of a connection of DTLS.
struct DTLSSide {
    var assembly = DTLSAssembly()
    /// What of ``assembly`` the budget knows.
    var reservedBytes = 0
    /// The length of the connection ids in this side's records, which the other side asked for.
    var idLength: Int?
    /// The epoch of its last ChangeCipherSpec; 0 before.
    var epoch: UInt16 = 0
    /// Which sealed records came, of the last epochs.
    var windows: [ReplayWindow] = []
    /// What waits until the messages before it are there.
    var held: [HeldRecord] = []
    /// The length of its first sealed handshake record, the Finished, and the epoch of that.
    var finished: (length: Int, epoch: UInt16)?
    /// When its last datagram came.
    var lastHeard: Int64 = .min
    /// How often its last flight came again since the other side was heard.
    var repetitions = 0
    /// In all.
    var repetitionsInAll = 0
    /// Records of it were seen.
    var hasRecords = false
    /// What it sent under DTLS 1.3's protection, where nobody opens it.
    var trail = SealedTrail()

    /// A record that waits, copied.
    struct HeldRecord {
        let type: ContentType
        let epoch: UInt16
        let number: UInt64
        let header: [UInt8]
        let fragment: [UInt8]
        let length: Int
        let packet: PacketReference
    }

    /// Whether a sealed record is new; notes that it came.
    mutating func isNew(_ number: UInt64, in epoch: UInt16) -> Bool {
        for index in windows.indices where windows[index].epoch == epoch {
            return windows[index].note(number)
        }
        if windows.count == ReplayWindow.maximumEpochs { windows.removeFirst() }
        windows.append(ReplayWindow(epoch: epoch, highest: number))
        return true
    }
}

/// The last 64 record numbers of an epoch (RFC 6347, section 4.1.2.6).
struct ReplayWindow {
    static let maximumEpochs = 4

    let epoch: UInt16
    private(set) var highest: UInt64
    /// Bit n stands for the number n below the highest.
    private var seen: UInt64 = 1

    init(epoch: UInt16, highest: UInt64) {
        self.epoch = epoch
        self.highest = highest
    }

    /// Whether the number is new; what is older than the window is not.
    mutating func note(_ number: UInt64) -> Bool {
        if number > highest {
            let distance = number - highest
            seen = distance < 64 ? seen << distance | 1 : 1
            highest = number
            return true
        }
        let distance = highest - number
        guard distance < 64, seen >> distance & 1 == 0 else { return false }
        seen |= 1 << distance
        return true
    }
}
