import ByteParsing
import TLSWire
import TestSupport
import Testing

@testable import TLSDecryption

/// The packets that the RFCs print open, and say what the RFCs say of them.
@Suite struct QUICVectorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let packet: String
        let sender: Role
        let version: QUICVersion
        let number: UInt64
        let begins: String

        var testDescription: String { name }
    }

    static let rows = [
        Row(
            name: "RFC 9001, A.2",
            packet: QUICVectors.clientInitial,
            sender: .client,
            version: .v1,
            number: 2,
            begins: "060040f1010000ed0303ebf8fa56f129"
        ),
        Row(
            name: "RFC 9001, A.3",
            packet: QUICVectors.serverInitial,
            sender: .server,
            version: .v1,
            number: 1,
            begins: "02000000000600405a020000560303ee"
        ),
        Row(
            name: "RFC 9369, A.2",
            packet: QUICVectors.clientInitialV2,
            sender: .client,
            version: .v2,
            number: 2,
            begins: "060040f1010000ed0303ebf8fa56f129"
        ),
        Row(
            name: "RFC 9369, A.3",
            packet: QUICVectors.serverInitialV2,
            sender: .server,
            version: .v2,
            number: 1,
            begins: "02000000000600405a020000560303ee"
        ),
    ]

    private let opener = QUICPacketOpener()

    private func longHeader(of packet: [UInt8]) -> QUICLongHeader? { QUICLongHeader(packet.span, at: 0) }

    private func isAuthentic(_ retry: [UInt8], _ id: [UInt8], _ family: QUICVersion.Family) -> Bool? {
        opener.isAuthentic(retry: retry.span, originalDestination: id.span, family)
    }

    private func bytes(_ digits: String) throws -> [UInt8] { try #require([UInt8](hexadecimal: digits)) }

    private struct Missing: Error {}

    private func initialKeys(_ version: QUICVersion, of sender: Role) throws -> QUICPacketKeys {
        let id = try bytes(QUICVectors.destination)
        let family = try #require(version.family)
        guard let keys = QUICKeySchedule.InitialKeys(family, connectionID: id.span) else {
            throw Missing()
        }
        let own = keys.keys(of: sender)
        return try #require(own)
    }

    @Test("an Initial packet opens with what anybody can see", arguments: rows)
    func initial(_ row: Row) throws {
        let packet = try bytes(row.packet)
        let header = try #require(longHeader(of: packet))
        #expect(header.type == .initial && header.version == row.version && header.end == packet.count)
        let opened = opener.open(
            packet.span,
            from: 0,
            numberAt: header.start,
            to: header.end,
            try initialKeys(row.version, of: row.sender),
            largest: nil
        )
        let found = try #require(opened)
        #expect(found.number == row.number)
        #expect(opener.payload.prefix(16).hexadecimal == row.begins)
    }

    @Test("one bit anywhere keeps it closed", arguments: rows)
    func damaged(_ row: Row) throws {
        let keys = try initialKeys(row.version, of: row.sender)
        let packet = try bytes(row.packet)
        let header = try #require(longHeader(of: packet))
        for index in stride(from: 0, to: packet.count, by: 7) {
            var damaged = packet
            damaged[index] ^= 0x40
            let opened = opener.open(
                damaged.span,
                from: 0,
                numberAt: header.start,
                to: header.end,
                keys,
                largest: nil
            )
            #expect(opened == nil, "byte \(index)")
        }
    }

    @Test("a first packet that comes again is known by its bytes, and by nothing else")
    func repeated() throws {
        let packet = try bytes(QUICVectors.clientInitial)
        let header = try #require(longHeader(of: packet))
        let id = try bytes(QUICVectors.destination)
        let family = try #require(header.version.family)
        func open(_ packet: [UInt8]) -> UInt64? {
            guard let keys = opener.initialKeys(family, connectionID: id.span) else { return nil }
            return opener.openFirst(packet.span, from: 0, numberAt: header.start, to: header.end, keys)?
                .number
        }
        for _ in 0..<4 {
            #expect(open(packet) == 2)
            #expect(opener.payload[0] == 6)
        }
        for index in stride(from: 0, to: packet.count, by: 50) {
            var damaged = packet
            damaged[index] ^= 0x40
            #expect(open(damaged) == nil)
            #expect(open(packet) == 2 && opener.payload[0] == 6)
        }
    }

    @Test("a client's Initial packet is told from most that were made up before it is opened")
    func reservedBits() throws {
        let packet = try bytes(QUICVectors.clientInitial)
        let header = try #require(longHeader(of: packet))
        let id = try bytes(QUICVectors.destination)
        let family = try #require(header.version.family)
        guard let keys = QUICKeySchedule.InitialKeys(family, connectionID: id.span),
            let own = keys.keys(of: .client)
        else { throw Missing() }
        // What was opened before is what it looks by.
        let opened = opener.open(
            packet.span,
            from: 0,
            numberAt: header.start,
            to: header.end,
            own,
            largest: nil
        )
        #expect(opened != nil)
        for mask in UInt8(0)..<16 {
            var changed = packet
            changed[0] ^= mask
            let found = opener.mask(ofInitial: changed.span, from: 0, numberAt: header.start, keys)
            #expect((found != nil) == (mask & 0x0C == 0))
        }
        let short = Array(packet[..<(header.start + 19)])
        #expect(opener.mask(ofInitial: short.span, from: 0, numberAt: header.start, keys) == nil)
    }

    @Test("the keys are those that the RFCs print")
    func keys() throws {
        func text(_ keys: QUICPacketKeys) -> [String] {
            [
                [UInt8](copying: keys.key).hexadecimal, [UInt8](copying: keys.iv).hexadecimal,
                [UInt8](copying: keys.headerKey).hexadecimal,
            ]
        }
        #expect(
            text(try initialKeys(.v1, of: .client)) == [
                "1f369613dd76d5467730efcbe3b1a22d", "fa044b2f42a3fd3b46fb255c",
                "9f50449e04a0e810283a1e9933adedd2",
            ]
        )
        #expect(
            text(try initialKeys(.v1, of: .server)) == [
                "cf3a5331653c364c88f0f379b6067e37", "0ac1493ca1905853b0bba03e",
                "c206b8d9b9f0f37644430b490eeaa314",
            ]
        )
        #expect(
            text(try initialKeys(.v2, of: .client)) == [
                "8b1a0bc121284290a29e0971b5cd045d", "91f73e2351d8fa91660e909f",
                "45b95e15235d6f45a6b19cbcb0294ba9",
            ]
        )
        #expect(
            text(try initialKeys(.v2, of: .server)) == [
                "82db637861d55e1d011f19ea71d5d2a7", "dd13c276499c0249d3310652",
                "edf6d05c83121201b436e16877593c3a",
            ]
        )
    }

    @Test(
        "a short header opens with ChaCha20-Poly1305 (RFC 9001, A.5; RFC 9369, A.5)",
        arguments: [(QUICVectors.chaCha20, QUICVersion.Family.v1), (QUICVectors.chaCha20V2, .v2)]
    )
    func chaCha20(_ digits: String, _ family: QUICVersion.Family) throws {
        let secret = try bytes(QUICVectors.chaCha20Secret)
        let keys = QUICKeySchedule.keys(secret: secret, suite: .TLS_CHACHA20_POLY1305_SHA256, family)
        let packet = try bytes(digits)
        let opened = opener.open(
            packet.span,
            from: 0,
            numberAt: 1,
            to: packet.count,
            try #require(keys),
            largest: 654_360_563
        )
        let found = try #require(opened)
        #expect(found.number == 654_360_564 && found.payloadLength == 1 && opener.payload[0] == 0x01)
        #expect(!found.keyPhase)
    }

    @Test("a key update follows from the secret (RFC 9001, A.5)")
    func update() throws {
        let next = QUICKeySchedule.nextSecret(
            after: try bytes(QUICVectors.chaCha20Secret),
            suite: .TLS_CHACHA20_POLY1305_SHA256,
            .v1
        )
        #expect(next?.hexadecimal == QUICVectors.chaCha20NextSecret)
    }

    @Test(
        "a Retry's tag shows that its sender saw the first Initial",
        arguments: [(QUICVectors.retry, QUICVersion.Family.v1), (QUICVectors.retryV2, .v2)]
    )
    func retry(_ digits: String, _ family: QUICVersion.Family) throws {
        let packet = try bytes(digits)
        let id = try bytes(QUICVectors.destination)
        let header = try #require(longHeader(of: packet))
        #expect(
            header.type == .retry
                && Array(packet[header.token]) == Array("token".utf8)
        )
        #expect(isAuthentic(packet, id, family) == true)
        #expect(isAuthentic(packet, [1, 2], family) == false)
    }

    @Test(
        "a packet number is the nearest to the next one (RFC 9000, A.3)",
        arguments: [
            (0x9B32, 16, 0xA82F_30EA, 0xA82F_9B32), (0, 8, 0xFF, 0x100), (0xFF, 8, 0x100, 0xFF), (5, 8, 4, 5),
        ] as [(UInt64, UInt64, UInt64, UInt64)]
    )
    func number(_ truncated: UInt64, _ bits: UInt64, _ largest: UInt64, _ expected: UInt64) {
        #expect(QUICPacketOpener.number(truncated, bits: bits, after: largest) == expected)
    }
}
