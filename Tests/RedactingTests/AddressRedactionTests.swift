import ByteParsing
import Testing

@testable import Redacting

@Suite struct `Redaction of addresses` {
    /// That of the sample which Crypto-PAn's authors published.
    static let key: [UInt8] = [
        21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16, 216, 152, 143, 131, 121, 121,
        101,
        39, 98, 87, 76, 45, 42, 132, 34, 2,
    ]

    /// IPv4 as in their sample, IPv6 as the Python package yacryptopan has it.
    @Test(arguments: [
        ("128.11.68.132", "135.242.180.132"), ("129.118.74.4", "134.136.186.123"),
        ("130.132.252.244", "133.68.164.234"), ("141.223.7.43", "141.167.8.160"),
        ("141.233.145.108", "141.129.237.235"), ("152.163.225.39", "151.140.114.167"),
        ("156.29.3.236", "147.225.12.42"), ("165.247.96.84", "162.9.99.234"),
        ("166.107.77.190", "160.132.178.185"), ("192.102.249.13", "252.138.62.131"),
        ("192.215.32.125", "252.43.47.189"),
        ("::1", "78ff:f001:9fc0:20df:8380:b1f1:704:ed"),
        ("2001:db8::1", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e"),
        ("2001:db8::2", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1c"),
        ("fe80::1234", "cf7f:c0e:1fc3:da1c:70:b18e:f7f3:32cb"),
    ])
    func `by a key is that of Crypto-PAn`(_ address: String, _ expected: String) throws {
        let redaction = try #require(AddressRedaction(.keepingPrefixes(key: Self.key)))
        let address = try #require(IPAddress(address))
        #expect(redaction.redacted(address).description == expected)
        #expect(redaction.redacted(address).description == expected, "also from memory")
    }

    @Test(arguments: [
        ("192.0.2.77", "192.0.2.0"), ("10.255.255.255", "10.255.255.0"), ("2001:db8:1:2::3", "2001:db8:1::"),
    ])
    func `by size keeps so many bits`(_ address: String, _ expected: String) throws {
        let redaction = try #require(AddressRedaction(.keepingBits(ipv4: 24, ipv6: 48)))
        #expect(redaction.redacted(try #require(IPAddress(address))).description == expected)
    }

    @Test func `of a station stays one, and tells no maker`() throws {
        let keyed = try #require(AddressRedaction(.keepingPrefixes(key: Self.key)))
        let first = keyed.redacted(IPAddress(link: 0x0011_2233_4455))
        #expect(first != keyed.redacted(IPAddress(link: 0x0011_2233_4456)))
        #expect(first.bytes[0] & 3 == 2)
        let cut = try #require(AddressRedaction(.keepingBits(ipv4: 24, ipv6: 48)))
        #expect(cut.redacted(IPAddress(link: 0x0011_2233_4455)) == IPAddress(link: 0))
    }

    @Test func `needs a key of 32 bytes, and no more bits than there are`() {
        #expect(AddressRedaction(.keepingPrefixes(key: [1, 2, 3])) == nil)
        #expect(AddressRedaction(.keepingBits(ipv4: 33, ipv6: 0)) == nil)
        #expect(AddressRedaction(.keepingBits(ipv4: 32, ipv6: 129)) == nil)
    }

    @Test func `finds addresses in texts, and nothing else`() throws {
        let redaction = try #require(AddressRedaction(.keepingBits(ipv4: 8, ipv6: 16)))
        #expect(redaction.redacted(text: "192.0.2.1") == "192.0.0.0")
        #expect(redaction.redacted(text: "192.0.2.1:443") == "192.0.0.0:443")
        #expect(redaction.redacted(text: "[2001:db8::1]:443") == "[2001::]:443")
        #expect(redaction.redacted(text: "api.example:443") == nil)
    }
}

@Suite struct `A redaction's key` {
    @Test func `is 32 bytes or as many in hexadecimal`() {
        let key = (0..<32).map { UInt8($0) }
        let digits = Array(key.hexadecimal.utf8)
        #expect(RedactionKey(key)?.bytes == key)
        #expect(RedactionKey(digits)?.bytes == key)
        #expect(RedactionKey(digits + [10])?.bytes == key)
        #expect(RedactionKey(digits + [13, 10])?.bytes == key)
        for wrong in [[], Array(digits.dropLast()), digits + [10, 10], Array("password".utf8)] as [[UInt8]] {
            #expect(RedactionKey(wrong) == nil)
        }
    }
}
