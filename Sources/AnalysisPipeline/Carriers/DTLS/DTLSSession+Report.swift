import ByteParsing
import HandshakeAnalysis
import TLSWire

// What only DTLS has, in a report.

extension DTLSSession {
    func details(_ hello: ClientHello?) -> CarrierDetails {
        let server = handshake.facts.serverHello?.message
        let hasIDs = server?.connectionID != nil && hello?.connectionID != nil
        let returned = hello.map { !$0.legacyCookie.isEmpty || $0.hasExtension(.cookie) }
        return CarrierDetails(
            .dtls,
            [
                "cookie": returned.map { .flag($0) } ?? .unknown,
                "hello_verify_request": .flag(cookie != nil),
                "client_connection_id": Self.text(hasIDs ? hello?.connectionID : nil),
                "server_connection_id": Self.text(hasIDs ? server?.connectionID : nil),
                "client_moved_to": movedTo.map { .text("\($0)") } ?? .unknown,
                "client_repetitions": .number(UInt64(sides[.client].repetitionsInAll)),
                "server_repetitions": .number(UInt64(sides[.server].repetitionsInAll)),
            ]
        )
    }

    private static func text(_ id: [UInt8]?) -> CarrierDetails.Value {
        id.map { .text($0.hexadecimal) } ?? .unknown
    }
}
