import ByteParsing
import TLSWire

/// The encrypted handshake records of a renegotiation, from the client's hello to each side's ChangeCipherSpec.
///
/// Few connections have one, hence an array.
struct RenegotiationRecords: Sendable {
    /// More than the messages of a handshake; what comes beyond is not needed.
    static let limit = 24

    struct Record: Hashable, Sendable {
        let length: Int
        let sender: Role
        let packet: PacketReference
    }

    private(set) var records: [Record] = []
    var hasChangedCipherSpec = HandshakeFacts.PerRole<Bool>(false)
    /// An encrypted alert of a side that had not come to its ChangeCipherSpec.
    var alert: Record?
    private var isFinished = HandshakeFacts.PerRole<Bool>(false)

    /// Whether both sides went through with it.
    var isComplete: Bool { hasChangedCipherSpec.client && hasChangedCipherSpec.server }

    /// Takes in a record; one of the client after its Finished begins another renegotiation.
    mutating func receive(_ record: Record) {
        if hasChangedCipherSpec[record.sender] {
            if record.sender == .client, isFinished.client {
                self = RenegotiationRecords()
            } else {
                isFinished[record.sender] = true
                return
            }
        }
        if records.count < Self.limit { records.append(record) }
    }

    mutating func receiveAlert(_ record: Record) {
        if !hasChangedCipherSpec[record.sender] { alert = alert ?? record }
    }
}
