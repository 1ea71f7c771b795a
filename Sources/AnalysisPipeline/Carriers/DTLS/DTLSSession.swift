import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

/// One connection of DTLS: takes its records apart, and brings the messages of each side into order.
///
/// What comes of one sender after a message that has not come waits for it: messages by their numbers, what is sealed until
/// the flight before it is there. It is given up when the other side goes on, as nobody does who lacks a message, or when
/// nothing more comes; then the capture lacks it.
final class DTLSSession: CarriedSession {
    /// Sealed records of one side that wait for a message before them.
    static let maximumHeld = 16

    let clientDirection: Direction
    let shim: DTLSShim
    let budget: CarrierBudget
    let directory: CarrierDirectory
    let key: FlowKey
    // Nothing that is done with any of these reaches the session that it belongs to.
    @safe @exclusivity(unchecked) var sides = Both<Role, DTLSSide> { _ in DTLSSide() }
    /// Who said something new last.
    @safe @exclusivity(unchecked) var lastSpeaker: Role?
    /// The last bytes of the first ClientHello's random; 0 before.
    @safe @exclusivity(unchecked) var token: UInt32 = 0
    /// The number of the ServerHello.
    var serverHelloNumber: UInt16?
    /// HelloVerifyRequest's cookie.
    @safe @exclusivity(unchecked) var cookie: [UInt8]?
    /// Opens records, where secrets are at hand.
    var opener = DTLSOpener()
    var opener13 = DTLS13Opener()
    /// Records of DTLS 1.3 that came before the ServerHello, each as a datagram.
    @safe @exclusivity(unchecked) var early: [(sender: Role, record: [UInt8], packet: PacketReference)] = []
    /// The numbers of the client's records with its Finished, of DTLS 1.3.
    @safe @exclusivity(unchecked) var finishedRecords: [UInt64] = []
    var closes = CloseOrder()
    /// Where the client went on to, by a connection id.
    private(set) var movedTo: SocketAddress?
    /// It counts ChangeCipherSpec as a message, as Cisco's version does.
    var countsChangeCipherSpec = false
    /// Another connection was there on the same ports, and the server may hold on to it.
    var followsAnother = false
    /// What waits was given up, and nothing has come since.
    @safe @exclusivity(unchecked) private var hasGivenUp = false
    /// Its names in the directory.
    var names: [[UInt8]] = []

    init(_ opening: CarrierOpening, shim: DTLSShim, continuing earlier: ReportedConnection? = nil) {
        clientDirection = opening.clientDirection
        self.shim = shim
        budget = opening.budget
        directory = opening.directory
        key = opening.key
        super.init(opening, .udp, framing: .dtls, continuing: earlier)
        if let epoch = earlier?.later?.epoch { goOn(in: epoch) }
    }

    override var isConfirmed: Bool {
        stream.records.handshake.hasHello || (sides[.client].hasRecords && sides[.server].hasRecords)
    }

    // MARK: Datagrams

    /// Who sent a datagram.
    func sender(of datagram: Datagram, _ bytes: Span<UInt8>) -> Role {
        if datagram.key == key { return datagram.direction == clientDirection ? .client : .server }
        // The client has moved, or its address was translated anew.
        if datagram.source == server { return .server }
        movedTo = datagram.source
        return .client
    }

    func receive(_ bytes: Span<UInt8>, missing: Int, from sender: Role, at packet: PacketReference) {
        hasGivenUp = false
        var offset = 0
        var unread = 0
        while offset < bytes.count {
            if let record = DTLSRecord.plainHandshake(bytes, at: offset) {
                note(record.sequenceNumber, record.version, sender)
                _ = readHandshake(record.fragment, bytes, record.sequenceNumber, sender, packet)
                offset = record.fragment.upperBound
                unread = missing
                continue
            }
            guard
                let record = DTLSRecord(
                    bytes,
                    at: offset,
                    missing: missing,
                    connectionIDLength: sides[sender].idLength
                )
            else { break }
            if record.isUnified {
                receiveUnified(record, bytes, sender, packet)
            } else if record.epoch == 0 {
                receivePlain(record, bytes, sender, packet)
            } else {
                receiveSealed(record, bytes, sender, packet)
            }
            offset = record.end
            unread = missing - record.missingLength
        }
        if offset > 0, unread > 0 { noteCut(unread, of: sender, packet) }
        // Once, since a datagram may hold many pieces.
        settleBudget(sender, packet)
        // What is no record at its first byte is something else on the same ports.
        guard offset > 0 else { return }
        last = packet
        sides[sender].hasRecords = true
        sides[sender].lastHeard = packet.time.nanoseconds
        sides[sender.opposite].repetitions = 0
    }

    // MARK: Messages

    /// Reads the pieces that are there.
    ///
    /// - Returns: How long they are together, with what of the last one was cut off.
    @discardableResult
    func readFragments(
        _ bytes: Span<UInt8>,
        _ level: ProtectionLevel,
        _ sender: Role,
        _ packet: PacketReference
    ) -> Int {
        var offset = 0
        while let fragment = DTLSFragment(bytes, at: offset) {
            receive(fragment, bytes, level, sender, packet)
            offset = fragment.content.lowerBound + fragment.range.count
        }
        return offset
    }

    @inline(__always)
    private func receive(
        _ fragment: DTLSFragment,
        _ bytes: Span<UInt8>,
        _ level: ProtectionLevel,
        _ sender: Role,
        _ packet: PacketReference
    ) {
        if sides[sender].assembly.next == nil { findStart(of: sender, by: fragment) }
        if let next = sides[sender].assembly.next, Int16(bitPattern: fragment.sequence &- next) < 0 {
            switch backwardStep(to: fragment, bytes, sender) {
            case .repetition: return noteRepetition(sender, packet)
            case .restOfHello: return
            case .restart: sides[sender].assembly.next = fragment.sequence
            }
        }
        if fragment.isWhole, sides[sender].assembly.isIdle, sides[sender].assembly.next == fragment.sequence {
            noteTurn(of: sender, packet, by: fragment.type)
            sides[sender].assembly.advance()
            deliver(
                fragment.type,
                bytes.extracting(fragment.content),
                fragment.sequence,
                level,
                sender,
                packet
            )
            return
        }
        switch sides[sender].assembly.receive(fragment, bytes, level, at: packet) {
        case .repeated: return noteRepetition(sender, packet)
        case .refused:
            notes.isLimitHit = true
            return
        case .new: noteTurn(of: sender, packet, by: fragment.type)
        }
        if sides[sender].assembly.next == fragment.sequence { drain(sender) }
    }

    /// Finds out which of a sender's messages is its first, by the first piece of one that comes.
    private func findStart(of sender: Role, by fragment: DTLSFragment) {
        switch (sender, fragment.type) {
        case (.client, .clientHello), (.server, .serverHello), (.server, .helloVerifyRequest):
            sides[sender].assembly.next = fragment.sequence
        case (.client, _):
            // The server answered a hello that the capture lacks.
            if let number = serverHelloNumber { sides[.client].assembly.next = number &+ 1 }
        case (.server, _):
            // ServerHello has the number of the ClientHello that it answers.
            if stream.records.handshake.hasHello, let next = sides[.client].assembly.next {
                sides[.server].assembly.next = next &- 1
            }
        }
    }

    func drain(_ sender: Role) {
        while let message = sides[sender].assembly.takeNext() {
            let body = message.body
            deliver(message.type, body.span, message.sequence, message.level, sender, message.packet)
        }
    }

    private func deliver(
        _ type: HandshakeType,
        _ body: Span<UInt8>,
        _ number: UInt16,
        _ level: ProtectionLevel,
        _ sender: Role,
        _ packet: PacketReference
    ) {
        stream.records.handshake.receiveMessage(type, body, sequence: number, from: sender, level, at: packet)
        switch type {
        case .clientHello where level == .plaintext: noteClientHello()
        case .serverHello where level == .plaintext: noteServerHello(number)
        case .helloVerifyRequest:
            var reader = ByteReader(body)
            if let request = try? HelloVerifyRequest(parsing: &reader) { cookie = request.cookie }
            closes.noteRequest(at: packet)
        default: break
        }
        // The epoch of a record says it as well.
        if level != .plaintext { _ = stream.records.handshake.takeKeyChange(of: sender) }
        if !sides[sender].held.isEmpty { releaseHeld(sender) }
    }

    // MARK: The report

    override var laterHandshake: LaterHandshake? {
        let epoch = sides[.server].epoch
        let isClientUnseen =
            !sides[.client].hasRecords
            && stream.records.handshake.facts.serverHello?.message.connectionID == nil
        guard epoch > 0, epoch == sides[.client].epoch || isClientUnseen,
            sides[.client].idLength == 0 || isClientUnseen, shim == .none, movedTo == nil
        else { return nil }
        return LaterHandshake(key: key, epoch: epoch)
    }

    override func giveUpWaiting() {
        if hasGivenUp { return }
        hasGivenUp = true
        giveUp(.server, last)
        giveUp(.client, last)
        endFlight(of: .server)
        endFlight(of: .client)
        if sides[.client].hasUnseenRecords || sides[.server].hasUnseenRecords {
            stream.records.handshake.noteUnseenRecords()
        }
        noteOrder()
    }

    override func describeCarriage() -> Carriage? {
        if let plain = plainCarriage { return plain }
        let hello = stream.records.handshake.facts.clientHello?.message
        let id = stream.records.handshake.facts.serverHello?.message.connectionID.flatMap {
            $0.isEmpty ? nil : $0
        }
        return Carriage(carrier: shim.name, details: details(hello), serverIDs: id.map { [$0] } ?? [])
    }
}
