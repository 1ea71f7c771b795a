import ByteParsing
import TLSWire

/// What is under way of one sender of a connection of DTLS; not copyable, and so used where it lies.
struct DTLSSide: ~Copyable {
    /// Epochs of which it is known what came.
    private static let maximumEpochs = 4

    var assembly = DTLSAssembly()
    /// What of ``assembly`` the budget knows.
    var reservedBytes = 0
    /// The length of the connection ids in this side's records, which the other side asked for.
    var idLength: Int?
    /// The epoch of its last ChangeCipherSpec; 0 before.
    var epoch: UInt16 = 0
    /// The epoch in which it began its last handshake; above 0 for a renegotiation whose messages were read.
    var handshakeEpoch: UInt16 = 0
    /// The sealed records of a renegotiation, where nobody opens them.
    var renegotiation: SealedFlight?
    /// Which sealed records came, of the last epochs.
    private(set) var numbers: [RecordNumbers] = []
    /// Which of those in plaintext.
    private var plainNumbers: RecordNumbers?
    /// Its records were counted before they were looked at.
    var startsLate = false
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
    /// The highest numbers of its records in plaintext, that of ``alert`` apart.
    var highestPlain: UInt64?
    /// That of the last record with a ClientHello.
    var helloNumber: UInt64?
    /// Its first alert in plaintext.
    var alert: PlainAlert?
    /// What it sent under DTLS 1.3's protection, where nobody opens it.
    var trail = SealedTrail()

    /// An alert that anybody can read.
    struct PlainAlert {
        let alert: Alert
        let number: UInt64
        let packet: PacketReference
    }

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

    /// Notes the number of a record in plaintext that is no alert.
    mutating func notePlain(_ number: UInt64) { highestPlain = max(highestPlain ?? 0, number) }

    /// Notes that of any; a server counts anew from the ClientHello that it answers (RFC 6347, section 4.2.1).
    mutating func countPlain(_ number: UInt64, anew: Bool) {
        if plainNumbers == nil || anew { plainNumbers = RecordNumbers(0, number, from: nil) }
        _ = plainNumbers?.note(number)
    }

    /// The numbers of its records, as far as they can be read, show that some did not come, of whatever epoch.
    @inline(__always)
    var hasUnseenRecords: Bool { plainNumbers?.hasGaps ?? false || numbers.contains(where: \.hasGaps) }

    /// Whether a sealed record came.
    func hasSeen(_ number: UInt64, in epoch: UInt16) -> Bool {
        numbers.contains { $0.epoch == epoch && $0.contains(number) }
    }

    /// Whether more records stand before its alert than the capture holds of it.
    ///
    /// What comes first after HelloVerifyRequest has the number of the ClientHello that it answers, or the next one
    /// (RFC 6347, section 4.2.1).
    func lacksRecords(before sent: PlainAlert, answering hello: UInt64?) -> Bool {
        sent.number > max(highestPlain ?? 0, hello ?? 0) + 1
    }

    /// The numbers of its sealed records, as far as they can be read, show that some did not come.
    @inline(__always)
    var lacksRecords: Bool {
        guard let last = numbers.last, last.epoch == numbers.map(\.epoch).max() else { return true }
        return last.hasGaps
    }

    /// Whether a sealed record is new; notes that it came.
    mutating func isNew(_ number: UInt64, in epoch: UInt16) -> Bool {
        for index in numbers.indices where numbers[index].epoch == epoch {
            return numbers[index].note(number)
        }
        if numbers.count == Self.maximumEpochs { numbers.removeFirst() }
        numbers.append(RecordNumbers(epoch, number, from: startsLate ? nil : 0))
        return true
    }
}
