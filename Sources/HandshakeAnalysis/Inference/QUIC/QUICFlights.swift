import ByteParsing
import TLSWire

/// What the sealed packets of a QUIC connection show of the client's answer and of what the server made of it.
struct QUICFlights: Sendable {
    enum Answer: Hashable, Sendable { case finishedOnly, declined, presented, unknown }

    /// What the server did once the client had answered.
    enum Aftermath: Hashable, Sendable {
        /// A CONNECTION_CLOSE of one size in a Handshake and a 1-RTT packet, and nothing but that from then on.
        case closed(SealedPacket, SealedPacket)
        /// Short headers alone: it has let go of its Handshake keys.
        case wentOn(SealedPacket, isSure: Bool)
        case nothing
    }

    private let packets: [SealedPacket]
    /// The first packet of the client's answer.
    private(set) var start: SealedPacket?
    private(set) var answer = Answer.unknown
    /// Bytes of its packets together, as far as they are one flight.
    private(set) var bytes = 0
    private(set) var flightPackets = 0
    /// The answer's size has only this reading.
    private(set) var isExact = true
    private(set) var aftermath = Aftermath.nothing
    /// The client's last Handshake packet, where it is the last of it at all.
    private(set) var lastWord: SealedPacket?

    init(_ sealed: SealedPackets, _ arithmetic: QUICArithmetic) {
        packets = sealed.all
        let handshake = packets.filter { $0.sender == .client && $0.type == .handshake }
        let alone = handshake.filter { !$0.mayBePadded && $0.content <= QUICArithmetic.largestAcknowledgment }
        let acknowledgment = alone.map(\.content).min()
        readAnswer(handshake, arithmetic, acknowledgment)
        if let start { aftermath = readAftermath(of: start) } else { lastWord = findLastWord(handshake) }
    }

    private mutating func readAnswer(
        _ handshake: [SealedPacket],
        _ arithmetic: QUICArithmetic,
        _ acknowledgment: Int?
    ) {
        for packet in handshake {
            let reading = arithmetic.read(packet.content, acknowledgment: acknowledgment)
            if reading == .small { continue }
            if packet.mayBePadded {
                // All that it shows is how much it is at most.
                if start == nil { (start, isExact) = (packet, false) }
                continue
            }
            if start == nil { start = packet }
            // A packet that comes again may be acknowledged otherwise; what is larger is more.
            if reading == .large {
                if answer != .presented { (answer, bytes, flightPackets) = (.presented, 0, 0) }
                bytes += packet.content
                flightPackets += 1
                isExact = true
                continue
            }
            guard answer == .unknown else { continue }
            bytes = packet.content
            flightPackets = 1
            switch reading {
            case .finished: answer = .finishedOnly
            case .declined: answer = .declined
            default: isExact = false
            }
        }
    }

    // MARK: What came afterwards

    private func readAftermath(of start: SealedPacket) -> Aftermath {
        guard let first = packets.firstIndex(of: start) else { return .nothing }
        // The flight's own packets belong together, until the server has something else to say.
        var end = first
        for index in packets.indices[first...] {
            let packet = packets[index]
            if packet.sender == .client, packet.type == .handshake { end = index }
            if packet.sender == .server, packet.type == .oneRTT { break }
        }
        var closing: (SealedPacket, SealedPacket)?
        var continuing: SealedPacket?
        var isAnswered = false
        var isSure = false
        for index in packets.indices[(end + 1)...] {
            let packet = packets[index]
            guard packet.sender == .server else {
                if continuing != nil, packet.type == .oneRTT { isAnswered = true }
                continue
            }
            guard packet.type == .oneRTT else { continue }
            let partner = packets[..<index].last { $0.sender == .server && $0.datagram == packet.datagram }
            if let partner, partner.type == .handshake {
                if Self.isClose(partner, packet) {
                    closing = closing ?? (partner, packet)
                    (continuing, isAnswered, isSure) = (nil, false, false)
                }
                continue
            }
            if isAnswered || packet.content >= Self.ampleContent { isSure = true }
            continuing = continuing ?? packet
        }
        if let continuing { return .wentOn(continuing, isSure: isSure || isAnswered) }
        if let closing { return .closed(closing.0, closing.1) }
        return .nothing
    }

    /// More than an acknowledgment or an error takes: tickets, or data.
    private static let ampleContent = 180

    /// Whether two packets of a datagram may hold the same CONNECTION_CLOSE: packet number, five bytes, and a reason.
    private static func isClose(_ handshake: SealedPacket, _ short: SealedPacket) -> Bool {
        abs(handshake.content - short.content) <= 4 && handshake.content >= 6 && handshake.content <= 160
    }

    /// A client that ends its part with a Handshake packet of less than a Finished, and never sends a short header.
    private func findLastWord(_ handshake: [SealedPacket]) -> SealedPacket? {
        guard let last = handshake.last,
            !packets.contains(where: { $0.sender == .client && $0.type == .oneRTT })
        else {
            return nil
        }
        return last
    }

    /// Whether the server sent anything after a packet.
    func isAnswered(_ packet: SealedPacket) -> Bool {
        guard let index = packets.lastIndex(of: packet) else { return false }
        return packets[(index + 1)...].contains { $0.sender == .server }
    }
}
