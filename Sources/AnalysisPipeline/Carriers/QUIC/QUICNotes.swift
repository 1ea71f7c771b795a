import ByteParsing
import HandshakeAnalysis
import TLSWire

/// What a report says of QUIC alone.
struct QUICNotes {
    /// The version of the server's Initial packets.
    var chosenVersion: QUICVersion?
    var hasRetry = false
    /// Packets that were tried with the keys of a Retry which is not there.
    var retryTrials = 0
    var hasEarlyData = false
    /// What a Version Negotiation packet listed.
    var negotiated: [QUICVersion]?
    /// The version that the client had tried before.
    var refusedVersion: QUICVersion?
    var close: (sender: Role, close: QUICClose, reason: String)?
    /// Addresses to which the client moved.
    var movedTo: [String] = []
    /// Ids of the server that the directory has not got.
    var newServerIDs: [[UInt8]] = []
    /// A ServerHello was read, so that what waits may open.
    var isHelloNew = false
    /// The last Initial packet was filled up itself, so that what shares its datagram need not be (RFC 9000, section 14.1).
    var isInitialPadded = false

    /// There is nothing to be said that a client's first packet does not say.
    var isEmpty: Bool {
        if case .some = close { return false }
        if case .some = negotiated { return false }
        return chosenVersion == nil && refusedVersion == nil && !hasRetry && !hasEarlyData && movedTo.isEmpty
    }

    /// Texts are cut here.
    static let maximumReason = 120
    static let maximumRetryTrials = 8
    static let maximumMoves = 4
    static let maximumVersions = 32
}

extension QUICConnection {
    /// What a report says of it, the object `quic` above all.
    var carriage: Carriage {
        let shared = session.stream.records.handshake.shared
        if let last = shared.lastUnansweredQUIC, last.isSame(as: self) { return last.carriage }
        let carriage = details
        if let unanswered = UnansweredQUIC(self, carriage) { shared.lastUnansweredQUIC = unanswered }
        return carriage
    }

    private var details: Carriage {
        let offer = session.stream.records.handshake.facts.clientHello?.message.quicTransportParameters
        var offered: [String] = []
        if let versions = offer?.availableVersions {
            for version in versions where !version.isReserved { offered.append(version.displayName) }
        }
        if offered.isEmpty { offered = [(notes.refusedVersion ?? firstVersion).displayName] }
        let close = notes.close
        let servers = ids.ids(of: .server)
        return Carriage(
            details: CarrierDetails(
                .quic,
                [
                    .init("version", .text((notes.chosenVersion ?? version).displayName)),
                    .init("client_version", .text(firstVersion.displayName)),
                    .init("versions_offered", .texts(offered)),
                    .init(
                        "versions_negotiated",
                        notes.negotiated.map { .texts($0.map { $0.displayName }) } ?? .unknown
                    ),
                    .init("original_destination_connection_id", .text(Self.hex(ids.original))),
                    .init("client_connection_ids", .texts(ids.ids(of: .client).map(Self.hex))),
                    .init("server_connection_ids", .texts(servers.map(Self.hex))),
                    .init("retry", .flag(notes.hasRetry)),
                    .init("early_data_sent", .flag(notes.hasEarlyData)),
                    .init("migrated_to", .texts(notes.movedTo)),
                    .init("max_idle_timeout", offer?.maximumIdleTimeout.map { .number($0) } ?? .unknown),
                    .init("grease_quic_bit", .flag(offer?.greasesFixedBit ?? false)),
                    .init(
                        "close_sender",
                        close.map { .text($0.sender == .client ? "client" : "server") }
                            ?? .unknown
                    ),
                    .init(
                        "close_layer",
                        close.map { .text($0.close.isApplication ? "application" : "transport") }
                            ?? .unknown
                    ),
                    .init("close_code", close.map { .number($0.close.code) } ?? .unknown),
                    .init(
                        "close_reason",
                        close.flatMap { $0.reason.isEmpty ? nil : .text($0.reason) } ?? .unknown
                    ),
                ]
            ),
            serverIDs: servers
        )
    }

    /// The client goes on from another address, or seems to.
    func noteMove(to address: SocketAddress) {
        let text = address.description
        guard notes.movedTo.count < QUICNotes.maximumMoves, !notes.movedTo.contains(text) else { return }
        notes.movedTo.append(text)
    }

    /// Whoever has the server's address is the server; clients move.
    func sender(_ source: SocketAddress) -> Role { source == session.server ? .server : .client }

    private static func hex(_ id: [UInt8]) -> String { id.hexadecimal }
}
