import ByteParsing
import HandshakeAnalysis
import TLSWire

// What only DTLS has, in a report.

extension DTLSSession {
    func details(_ hello: ClientHello?) -> CarrierDetails {
        let server = stream.records.handshake.facts.serverHello?.message
        let hasIDs = server?.connectionID != nil && hello?.connectionID != nil
        let returned = hello.map { !$0.legacyCookie.isEmpty || $0.hasExtension(.cookie) }
        return CarrierDetails(
            .dtls,
            [
                .init("cookie", returned.map { .flag($0) } ?? .unknown),
                .init("hello_verify_request", .flag(cookie != nil)),
                .init("client_connection_id", Self.text(hasIDs ? hello?.connectionID : nil)),
                .init("server_connection_id", Self.text(hasIDs ? server?.connectionID : nil)),
                .init("client_moved_to", movedTo.map { .text("\($0)") } ?? .unknown),
                .init("client_repetitions", .number(UInt64(sides[.client].repetitionsInAll))),
                .init("server_repetitions", .number(UInt64(sides[.server].repetitionsInAll))),
            ]
        )
    }

    private static func text(_ id: [UInt8]?) -> CarrierDetails.Value {
        id.map { .text($0.hexadecimal) } ?? .unknown
    }
}
