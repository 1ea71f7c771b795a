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
        /// Little in 1-RTT packets: it may have gone on, or closed.
        case unclear
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
    /// It is that of a Finished or, as well, that of an empty Certificate and a Finished.
    private var isOneOfTwo = false
    private(set) var aftermath = Aftermath.nothing
    /// The client's last Handshake packet, where it is the last of it at all.
    private(set) var lastWord: SealedPacket?
    /// The server acknowledged a Handshake packet of the client before the first that is there.
    private(set) var lacksFirstPackets = false

    /// Reads the packets.
    ///
    /// `isChromium` says that the client's hello is like that of Chromium, which acknowledges in packets of their own and has
    /// packet numbers of one byte; `lacksServerPackets`, that the client may have acknowledged what is not there; and
    /// `isOver`, that nothing came for so long that nothing more would have.
    init(
        _ sealed: SealedPackets,
        _ arithmetic: QUICArithmetic,
        isChromium: Bool,
        lacksServerPackets: Bool = false,
        isOver: Bool = true
    ) {
        packets = sealed.all
        let handshake = packets.filter { $0.sender == .client && $0.type == .handshake }
        let alone = handshake.filter { !$0.mayBePadded && $0.content <= QUICArithmetic.largestAcknowledgment }
        let isRepeated = Self.isFlightRepeated(packets)
        let acknowledgment = alone.map(\.content)
            .filter { !isRepeated || $0 <= QUICArithmetic.largestWithoutGap }.min()
        lacksFirstPackets = Self.isAcknowledgedEarly(packets)
        readAnswer(handshake, arithmetic, isChromium ? 6 : acknowledgment)
        if let start { aftermath = readAftermath(of: start) }
        settleBetweenTwo(isAcknowledged: !alone.isEmpty || lacksFirstPackets)
        findLastWord(handshake, arithmetic, lacksServerPackets, isOver)
    }

    /// A server has no reason to refuse a client that it did not ask; and a client that has acknowledged nothing before does
    /// it in this packet, which leaves no room for a Certificate.
    private mutating func settleBetweenTwo(isAcknowledged: Bool) {
        guard answer == .unknown, isOneOfTwo else { return }
        if case .closed = aftermath { answer = .declined } else if !isAcknowledged { answer = .finishedOnly }
    }

    /// Whether the server acknowledged Handshake packets of the client, as its small ones do, before any of them is there.
    private static func isAcknowledgedEarly(_ packets: [SealedPacket]) -> Bool {
        let first = packets.firstIndex { $0.sender == .client && $0.type == .handshake } ?? packets.count
        return packets[..<first].contains {
            $0.sender == .server && $0.type == .handshake && !$0.mayBePadded
                && $0.content <= QUICArithmetic.largestAcknowledgment
        }
    }

    /// Whether the server sent the rest of its flight again before the client had data to send: packets were lost, and the
    /// client's acknowledgments may have gaps.
    ///
    /// Packets that are full are of one size anyway.
    private static func isFlightRepeated(_ packets: [SealedPacket]) -> Bool {
        let flight = packets.prefix { $0.sender == .server || $0.type == .handshake }
            .filter { $0.sender == .server && $0.type == .handshake }
            .map(\.content).filter { $0 > QUICArithmetic.largestAcknowledgment }
        guard let full = flight.max() else { return false }
        var seen: Set<Int> = []
        return flight.contains { $0 < full && !seen.insert($0).inserted }
    }

    private mutating func readAnswer(
        _ handshake: [SealedPacket],
        _ arithmetic: QUICArithmetic,
        _ acknowledgment: Int?
    ) {
        let begun = packets.firstIndex { $0.sender == .client && $0.type == .oneRTT } ?? packets.count
        for packet in handshake {
            let reading = arithmetic.read(packet.content, acknowledgment: acknowledgment)
            if reading == .small { continue }
            // Data goes behind the Finished. What comes again then may acknowledge nothing, and be an empty Certificate's size.
            let isAgain = packets[..<begun].firstIndex(of: packet) == nil
            let isEither = reading == .finished(isSure: false) || reading == .finishedOrDeclined
            if packet.mayBePadded || (isAgain && isEither) {
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
            case .finished(let isSure): (answer, isExact) = (.finishedOnly, isSure)
            case .declined(let isSure): (answer, isExact) = (.declined, isSure)
            default:
                isExact = false
                isOneOfTwo = reading == .finishedOrDeclined
            }
        }
    }

    /// The client sent 1-RTT packets after its answer, for which it needs to have finished.
    var hasClientData: Bool {
        guard let start, let first = packets.firstIndex(of: start) else { return false }
        return packets[first...].contains { $0.sender == .client && $0.type == .oneRTT }
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
        // A server that closes repeats itself, whatever the client still sends.
        var sizes: Set<Int> = []
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
                    (continuing, isAnswered, isSure, sizes) = (nil, false, false, [])
                }
                continue
            }
            sizes.insert(packet.content)
            if packet.isAmple { isSure = true }
            if isAnswered, sizes.count >= Self.continuingSizes { isSure = true }
            continuing = continuing ?? packet
        }
        // quinn closes with a 1-RTT packet alone, and sends others before the client's answer has reached it.
        if let continuing, isSure { return .wentOn(continuing, isSure: isAnswered) }
        if continuing != nil, closing == nil { return .unclear }
        if let closing { return .closed(closing.0, closing.1) }
        return .nothing
    }

    /// Packets of so many sizes, answers among them: a server that closes has fewer things to say.
    private static let continuingSizes = 3

    /// Whether two packets of a datagram may hold the same CONNECTION_CLOSE: packet number, five bytes, and a reason.
    private static func isClose(_ handshake: SealedPacket, _ short: SealedPacket) -> Bool {
        abs(handshake.content - short.content) <= 4 && handshake.content >= 6 && handshake.content <= 160
    }

    /// A client that ends with a Handshake packet, never sends a short header, and whom the server takes no further, has closed
    /// the connection: with its Finished it would have got keys to go on with.
    ///
    /// What it has to acknowledge are the server's Handshake packets: one small packet more is no acknowledgment.
    private mutating func findLastWord(
        _ handshake: [SealedPacket],
        _ arithmetic: QUICArithmetic,
        _ lacksServerPackets: Bool,
        _ isOver: Bool
    ) {
        guard let last = handshake.last, !last.mayBePadded, readAftermath(of: last) == .nothing,
            !packets.contains(where: { $0.sender == .client && $0.type == .oneRTT }),
            let index = packets.lastIndex(of: last)
        else { return }
        let heard = packets[..<index].filter { $0.sender == .server && $0.type == .handshake }
        let isAcknowledging = last.content <= QUICArithmetic.largestAcknowledgment
        // Where the capture ends, the client's answer may come next.
        let isSpare = isOver && !lacksServerPackets && handshake.count > Set(heard.map(\.datagram)).count
        // So is what has the size of an answer, and may get its own.
        let isReason =
            flightPackets <= 1 && last.content < Self.longestReason
            && (isOver || arithmetic.isNoAnswer(last.content))
            && handshake.dropLast().allSatisfy { $0.content <= QUICArithmetic.largestAcknowledgment }
        guard isAcknowledging ? isSpare || isDoubled(last, at: index) : isReason else { return }
        lastWord = last
        start = nil
        answer = .unknown
    }

    /// Whether a packet is as small as the one before it, right behind it, each with a datagram to itself: nothing came between that
    /// there would be to acknowledge.
    private func isDoubled(_ last: SealedPacket, at index: Int) -> Bool {
        guard index > 0 else { return false }
        let before = packets[index - 1]
        return before.sender == .client && before.type == .handshake && !before.mayBePadded
            && before.content == last.content && before.datagram != last.datagram
            && last.packet.time.nanoseconds - before.packet.time.nanoseconds <= Self.longestPause
    }

    /// Nanoseconds between two packets that are sent in one go.
    private static let longestPause: Int64 = 1_000_000

    /// A close with the reason that a client gives; the flight of a client with a small certificate takes more.
    private static let longestReason = 450
}
