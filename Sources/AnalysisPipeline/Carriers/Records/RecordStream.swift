import ByteParsing
import HandshakeAnalysis
import TLSWire

/// Both directions' bytes of TLS as it is over a stream: cut into records, and those taken apart.
///
/// For every carrier that yields ordinary records: TCP, with or without a framing around them, EAP, OpenVPN.
struct RecordStream: ~Copyable {
    private var deframers: Both<Role, RecordDeframer>
    /// Whoever wants the handshake reaches it through here, where it lies: an accessor that lends it may end, in debug builds of
    /// Swift 6.3, before what it lends has been read.
    var records: RecordLayer

    /// `searching` says that TLS may begin somewhere behind the next byte of a sender.
    init(_ records: consuming RecordLayer, searching: (Role) -> Bool = { _ in false }) {
        self.records = records
        deframers = Both { RecordDeframer(of: $0, searching: searching($0)) }
    }

    init(_ shared: SharedState) { self.init(RecordLayer(HandshakeReader(shared))) }

    /// Takes a sender's next bytes, the first of which starts a segment, or whatever a carrier has instead.
    @inline(__always)
    mutating func receive(_ bytes: Span<UInt8>, from sender: Role, at packet: PacketReference) {
        deframers[sender].receive(bytes, at: packet, into: &records)
    }

    /// Bytes of a sender are missing, and will not come.
    mutating func receiveGap(_ count: Int, isCut: Bool = false, from sender: Role, at packet: PacketReference)
    {
        records.receiveGap(count, isCut: isCut, from: sender, at: packet)
        deframers[sender].receiveGap(count, at: packet, into: &records)
    }

    /// From here on, looks for a sender's next record: what it says now is none.
    mutating func search(_ sender: Role) { deframers[sender] = RecordDeframer(of: sender, searching: true) }

    /// A ClientHello in the form of SSL 2.0, which came without a record around it.
    mutating func receive(_ hello: ClientHello, at packet: PacketReference) {
        records.receive(hello, at: packet)
    }

    /// Notes where all that the server has sent is the beginning of a record.
    mutating func noteUnfinishedAnswer() {
        guard deframers[.server].isWithinRecord, !records.handshake.facts.isSeen.server,
            records.handshake.facts.missingBytes.server == 0
        else { return }
        records.handshake.noteUnfinishedAnswer()
    }

    /// Bytes from what was received so far to a sender's next record; `nil` if that is not known.
    ///
    /// Inlined, since a method that is called gets a copy of the stream.
    @inline(__always)
    func bytesToBoundary(_ sender: Role) -> Int? { deframers[sender].bytesToBoundary }
}
