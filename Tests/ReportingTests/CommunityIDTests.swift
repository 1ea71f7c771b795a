import ByteParsing
import Testing

@testable import Reporting

@Suite struct `Community ID` {
    typealias Row = (
        client: SocketAddress, server: SocketAddress, transport: CommunityID.TransportProtocol,
        expected: String
    )

    /// The TCP and UDP flows of baseline/baseline_deflt.json in https://github.com/corelight/community-id-spec.
    static let rows: [Row] = [
        (
            v6(0x2001_0470_E5BF_DEAD, 0x4957_2174_E82C_4887, 63943), v6(0x2607_F8B0_400C_0C03, 0x1A, 25),
            .tcp,
            "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="
        ),
        (v4(128, 232, 110, 120, 34855), v4(66, 35, 250, 204, 80), .tcp, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="),
        (v4(192, 168, 1, 52, 54585), v4(8, 8, 8, 8, 53), .udp, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="),
    ]

    static func v4(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ port: UInt16) -> SocketAddress {
        SocketAddress(address: IPAddress(ipv4: a << 24 | b << 16 | c << 8 | d), port: port)
    }

    static func v6(_ high: UInt64, _ low: UInt64, _ port: UInt16) -> SocketAddress {
        SocketAddress(address: IPAddress(ipv6High: high, low: low), port: port)
    }

    @Test(arguments: rows.indices) func `is that of the published vectors, in either direction`(_ index: Int)
    {
        let row = Self.rows[index]
        #expect(CommunityID.text(row.client, row.server, row.transport) == row.expected)
        #expect(CommunityID.text(row.server, row.client, row.transport) == row.expected)
    }

    @Test func `orders by port when the addresses are the same`() {
        let low = Self.v4(10, 0, 0, 1, 80)
        let high = Self.v4(10, 0, 0, 1, 1234)
        #expect(CommunityID.text(low, high, .tcp) == CommunityID.text(high, low, .tcp))
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func `writes Base64 as RFC 4648 does`(_ text: String, _ expected: String) {
        #expect(Base64.text(of: Array(text.utf8)) == expected)
    }

    @Test func `has a digit for every value, at every place`() {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for place in 0..<8 {
            for value in 0..<64 {
                let bits = UInt64(value) << UInt64(42 - 6 * place)
                let bytes = stride(from: 40, through: 0, by: -8).map {
                    UInt8(truncatingIfNeeded: bits >> UInt64($0))
                }
                var expected = [UInt8](repeating: alphabet[0], count: 8)
                expected[place] = alphabet[value]
                #expect(Base64.text(of: bytes) == String(decoding: expected, as: UTF8.self))
            }
        }
    }
}
