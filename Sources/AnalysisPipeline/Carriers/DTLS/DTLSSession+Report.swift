import ByteParsing
import HandshakeAnalysis
import TLSWire

// What only DTLS has, in a report.

extension DTLSSession {
    func details(_ hello: ClientHello?) -> CarrierDetails {
        let server = stream.records.handshake.facts.serverHello?.message
        let hasIDs = server?.connectionID != nil && hello?.connectionID != nil
        return Self.details(
            cookie: hello.map { returnsCookie($0) },
            isVerified: cookie != nil,
            clientID: hasIDs ? hello?.connectionID : nil,
            serverID: hasIDs ? server?.connectionID : nil,
            movedTo: movedTo,
            repetitions: (sides[.client].repetitionsInAll, sides[.server].repetitionsInAll)
        )
    }

    private func returnsCookie(_ hello: ClientHello) -> Bool {
        !hello.legacyCookie.isEmpty || hello.hasExtension(.cookie)
    }

    private static func details(
        cookie: Bool?,
        isVerified: Bool,
        clientID: [UInt8]? = nil,
        serverID: [UInt8]? = nil,
        movedTo: SocketAddress? = nil,
        repetitions: (client: Int, server: Int) = (0, 0)
    ) -> CarrierDetails {
        CarrierDetails(
            .dtls,
            [
                .init("cookie", cookie.map { .flag($0) } ?? .unknown),
                .init("hello_verify_request", .flag(isVerified)),
                .init("client_connection_id", text(clientID)),
                .init("server_connection_id", text(serverID)),
                .init("client_moved_to", movedTo.map { .text("\($0)") } ?? .unknown),
                .init("client_repetitions", .number(UInt64(repetitions.client))),
                .init("server_repetitions", .number(UInt64(repetitions.server))),
            ]
        )
    }

    private static func text(_ id: [UInt8]?) -> CarrierDetails.Value {
        id.map { .text($0.hexadecimal) } ?? .unknown
    }

    // MARK: What most have

    /// One for all connections of which nothing is to be said but what was done about a cookie; `nil` for others.
    var plainCarriage: Carriage? {
        guard shim == .none, movedTo == nil,
            stream.records.handshake.facts.serverHello?.message.connectionID == nil,
            sides[.client].repetitionsInAll == 0, sides[.server].repetitionsInAll == 0
        else { return nil }
        let isVerified: Bool = if case .some = cookie { true } else { false }
        let returned = stream.records.handshake.facts.clientHello.map { returnsCookie($0.message) }
        return Self.plain[(isVerified ? 3 : 0) + (returned.map { $0 ? 2 : 1 } ?? 0)]
    }

    private static let plain = [false, true].flatMap { isVerified in
        [nil, false, true].map { Carriage(details: details(cookie: $0, isVerified: isVerified)) }
    }
}
