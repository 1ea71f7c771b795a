import HandshakeAnalysis

// What only OpenVPN has, in a report.

/// What is reported of one key exchange.
final class OpenVPNSession: CarriedSession {
    /// It outlives its session's report.
    unowned var carrier: OpenVPNCarrier?

    override func describeCarriage() -> Carriage? { carrier?.details(of: self) ?? carriage }
}

extension CarrierDetails {
    static func openVPN(
        _ reader: OpenVPNReader,
        key: UInt8,
        client: UInt64?,
        server: UInt64?,
        retransmissions: Int
    ) -> CarrierDetails {
        var hmac = Value.unknown
        if case .authentication(let size)? = reader.protection { hmac = .number(UInt64(size)) }
        return CarrierDetails(
            .openvpn,
            [
                .init("protection", reader.name.map { .text($0) } ?? .unknown),
                .init("hmac_bytes", hmac),
                .init("key_id", .number(UInt64(key))),
                .init("client_session", client.map { .text($0.sixteenDigits) } ?? .unknown),
                .init("server_session", server.map { .text($0.sixteenDigits) } ?? .unknown),
                .init("retransmissions", .number(UInt64(retransmissions))),
            ]
        )
    }
}

extension UInt64 {
    fileprivate var sixteenDigits: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
