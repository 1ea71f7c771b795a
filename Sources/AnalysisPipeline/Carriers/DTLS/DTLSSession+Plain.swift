import ByteParsing
import HandshakeAnalysis
import TLSWire

// Records without protection.

extension DTLSSession {
    // What a piece of a message leads to is inlined: a datagram may hold a hundred.

    @inline(__always)
    func note(_ number: UInt64, _ version: ProtocolVersion, _ sender: Role) {
        sides[sender].countPlain(
            number,
            anew: sender == .server && stream.records.handshake.facts.serverHello == nil
        )
        countsChangeCipherSpec = version == .dtls10Cisco
    }

    /// Reads the messages in a record, and says how long they are.
    @inline(__always)
    func readHandshake(
        _ fragment: Range<Int>,
        _ bytes: Span<UInt8>,
        _ number: UInt64,
        _ sender: Role,
        _ packet: PacketReference
    ) -> Int {
        sides[sender].notePlain(number)
        if !fragment.isEmpty, bytes[fragment.lowerBound] == HandshakeType.clientHello.rawValue {
            sides[sender].helloNumber = number
            closes.noteHello(number, at: packet)
        }
        return readFragments(bytes.extracting(fragment), .plaintext, sender, packet)
    }

    func receivePlain(
        _ record: DTLSRecord,
        _ bytes: Span<UInt8>,
        _ sender: Role,
        _ packet: PacketReference
    ) {
        note(record.sequenceNumber, record.version, sender)
        switch record.contentType {
        case .handshake:
            let length = readHandshake(record.fragment, bytes, record.sequenceNumber, sender, packet)
            if record.missingLength > 0, length < record.length {
                noteCut(record.length - length, of: sender, packet)
            }
        case .alert: receiveAlert(record, bytes, sender, packet)
        case .changeCipherSpec:
            sides[sender].notePlain(record.sequenceNumber)
            receiveChangeCipherSpec(sender, packet)
        default: sides[sender].notePlain(record.sequenceNumber)
        }
    }

    private func receiveAlert(
        _ record: DTLSRecord,
        _ bytes: Span<UInt8>,
        _ sender: Role,
        _ packet: PacketReference
    ) {
        guard record.fragment.count == 2 else { return }
        let (level, description) = (
            bytes[record.fragment.lowerBound], bytes[record.fragment.lowerBound + 1]
        )
        let alert = Alert(
            level: AlertLevel(rawValue: level),
            description: AlertDescription(rawValue: description)
        )
        // It comes again with each repetition of what it answers.
        guard
            !stream.records.handshake.facts.alerts.contains(where: {
                $0.fact.alert == alert && $0.fact.sender == sender
            }
            )
        else { return }
        if sides[sender].alert == nil, alert.level == .fatal || alert.description != .closeNotify {
            sides[sender].alert = DTLSSide.PlainAlert(
                alert: alert,
                number: record.sequenceNumber,
                packet: packet
            )
        }
        stream.records.handshake.receiveAlert(alert, length: 2, from: sender, .plaintext, at: packet)
    }
}
