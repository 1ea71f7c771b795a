import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

// Streams on which something else is spoken before TLS.

extension TLSSession {
    /// What was spoken before TLS, as far as it is known, the outermost first.
    var preambles: [Preamble] { leadIn?.preambles ?? [] }

    /// Gives on what is spoken, until TLS begins.
    mutating func lead(
        _ leadIn: LeadIn,
        _ bytes: Span<UInt8>,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        switch leadIn.receive(bytes, direction, at: packet) {
        case .goesOn: return
        case .begins(let direction): beginBehind(leadIn, direction, at: packet)
        case .framed(let framing, let client, let direction):
            unwrap(framing)
            stream.records.handshake.notePreamble(
                leadIn.preambles.last.flatMap { PreambleKind(rawValue: $0.type) }
            )
            let held = leadIn.take(direction)
            begin(clientDirection: client, held.span, direction, at: packet)
            deliverHeld(leadIn, direction.opposite, at: packet)
        case .over: refute()
        }
    }

    private mutating func beginBehind(_ leadIn: LeadIn, _ direction: Direction, at packet: PacketReference) {
        if let last = leadIn.preambles.last {
            let kind = PreambleKind(rawValue: last.type)
            if kind?.isTunnel != true { stream.records.handshake.notePreamble(kind) }
        }
        let held = leadIn.take(direction)
        probe(held.span, direction, at: packet)
        if state == .following { deliverHeld(leadIn, direction.opposite, at: packet) }
    }

    /// Gives on what was held of the other side when TLS began.
    private mutating func deliverHeld(_ leadIn: LeadIn, _ direction: Direction, at packet: PacketReference) {
        let held = leadIn.take(direction)
        if !held.isEmpty { follow(held.span, direction, at: packet) }
    }

    /// What the server says after the ClientHello, while its answer to what came before that is awaited.
    mutating func followTail(
        of leadIn: LeadIn,
        _ bytes: Span<UInt8>,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        switch leadIn.readTail(bytes, direction, at: packet) {
        case .dialogue: return
        case .refused: receiveForeign(leadIn.spoken, at: packet)
        case .tls(let rest):
            leadIn.endTail()
            if !rest.isEmpty { follow(rest.span, direction, at: packet) }
        }
    }

    /// Notes that nothing came for some time, or nothing more will.
    func noteSilenceBefore(_ packet: PacketReference) {
        if state != .following { leadIn?.noteSilence(after: packet) }
    }
}
