public import ByteParsing
import TLSWire

/// How two handshakes are related.
public enum Relation: Sendable {
    /// Two connections that have nothing to do with each other but what they have in common.
    case separate
    /// One TLS connection, captured at two places: the ClientHello carries the same random.
    case sameConnection(SameConnection)
    /// Two TLS connections of one request: something in between ended one and began the other.
    case reterminated(Retermination)
}

/// One TLS connection as two places saw it.
public struct SameConnection: Hashable, Sendable {
    /// Whether both places saw the same ServerHello; `nil` if one of them saw none.
    public let isSameAnswer: Bool?
    public let isClientTranslated: Bool
    public let isServerTranslated: Bool
    public let passage: Passage?

    /// What the times of messages that both places saw tell, one clock against the other.
    public struct Passage: Hashable, Sendable {
        /// Nanoseconds that a message takes from one place to the other and back, at least.
        public let roundTrip: Int64
        /// Nanoseconds by which the second place's clock is ahead, if both ways take equally long.
        public let clockOffset: Int64
        /// The place that a message of the client reaches first; `nil` if the difference is too small to tell.
        public let nearerToClient: ComparedSide?
    }
}

/// A middlebox that terminated TLS and started a new connection, as the two legs show it.
public struct Retermination: Hashable, Sendable {
    /// The leg between the client and the middlebox.
    public let clientLeg: ComparedSide
    public let evidence: [Evidence]
    public let clientCertificate: ClientCertificateHandling?
    /// An address links the legs, or their certificates differ under one name; otherwise only name and time do.
    public var isCertain: Bool {
        evidence.contains {
            switch $0 {
            case .middleboxAddress: true
            case .serverCertificate, .serverName, .overlap: false
            }
        }
    }

    public enum Evidence: Hashable, Sendable {
        /// The server of one leg is the client of the other.
        case middleboxAddress(IPAddress)
        case serverName(String)
        /// Another certificate under the same name; subjects or issuers, the client's leg first.
        case serverCertificate(clientLeg: String, serverLeg: String)
        case overlap
    }

    /// What became of the client's certificate on its way.
    public enum ClientCertificateHandling: String, CaseIterable, Hashable, Sendable {
        /// The server asked the middlebox, and the middlebox did not ask the client.
        case notAskedFor = "not_asked_for"
        /// The client presented one, and the middlebox presented none to the server.
        case notPassedOn = "not_passed_on"
        /// The client presented one, and the server never asked: only the middlebox has seen it.
        case endsAtMiddlebox = "ends_at_middlebox"
        /// The middlebox presented another one than the client.
        case replaced
    }
}

extension Relation {
    init(_ good: ComparedHandshake, _ bad: ComparedHandshake) {
        if let first = good.firstHello?.message.random, first == bad.firstHello?.message.random {
            self = .sameConnection(SameConnection(good, bad))
        } else if let retermination = Retermination(good, bad) {
            self = .reterminated(retermination)
        } else {
            self = .separate
        }
    }
}

extension SameConnection {
    init(_ good: ComparedHandshake, _ bad: ComparedHandshake) {
        if let first = good.serverHello?.message, let second = bad.serverHello?.message {
            isSameAnswer = first == second
        } else {
            isSameAnswer = nil
        }
        isClientTranslated = good.report.client != bad.report.client
        isServerTranslated = good.report.server != bad.report.server
        passage = Passage(good, bad)
    }
}

extension SameConnection.Passage {
    /// Below this many nanoseconds, a difference of times says nothing about which place came first.
    private static let resolution: Int64 = 2_000

    /// Tells passage and clocks apart by the quickest message of each side.
    ///
    /// A message of the client is late at the second place by the passage and the clocks' difference; one of the
    /// server is early by the passage, and late by that difference.
    init?(_ good: ComparedHandshake, _ bad: ComparedHandshake) {
        var smallest: [Role: Int64] = [:]
        var largest: [Role: Int64] = [:]
        for row in Lineup.rows(of: good.events, bad.events) {
            guard let first = row.good, let second = row.bad, row.mark != .parted, first.hasContent else {
                continue
            }
            let (delay, overflow) = second.packet.time.nanoseconds.subtractingReportingOverflow(
                first.packet.time.nanoseconds
            )
            guard !overflow, abs(delay) < Int64.max / 4 else { continue }
            smallest[first.sender] = min(smallest[first.sender] ?? delay, delay)
            largest[first.sender] = max(largest[first.sender] ?? delay, delay)
        }
        guard let client = smallest[.client], let server = largest[.server],
            let clientLate = largest[.client], let serverEarly = smallest[.server]
        else { return nil }
        // The way there and back, seen from the first place and, if that is behind the second, from that one.
        let forward = client - server
        let backward = serverEarly - clientLate
        if forward >= backward {
            roundTrip = max(0, forward)
            clockOffset = (client + server) / 2
            nearerToClient = forward > Self.resolution ? .good : nil
        } else {
            roundTrip = max(0, backward)
            clockOffset = (clientLate + serverEarly) / 2
            nearerToClient = backward > Self.resolution ? .bad : nil
        }
    }
}

extension HandshakeEvent {
    /// It carries bytes of a message, and not only the end of a connection or a hole.
    var hasContent: Bool {
        switch kind {
        case .message, .certificate, .changeCipherSpec, .encryptedHandshake, .alert, .inferred: true
        default: false
        }
    }
}
