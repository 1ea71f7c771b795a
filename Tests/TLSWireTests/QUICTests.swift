import ByteParsing
import TestSupport
import Testing

@testable import TLSWire

/// QUIC's headers, frames and transport parameters: what is taken, what is refused, and every prefix.
@Suite struct QUICTests {
    private func longHeader(_ bytes: [UInt8]) -> QUICLongHeader? { QUICLongHeader(bytes.span, at: 0) }

    private func integer(_ bytes: some Sequence<UInt8>) -> (value: UInt64?, position: Int) {
        var position = 0
        let bytes = Array(bytes)
        let value = QUICInteger.read(bytes.span, &position)
        return (value, position)
    }

    private func frames(_ digits: String) throws -> (frames: [QUICFrame], isBroken: Bool) {
        let payload = try #require([UInt8](hexadecimal: digits))
        var reader = QUICFrameReader()
        var frames: [QUICFrame] = []
        while let frame = reader.next(payload.span) { frames.append(frame) }
        return (frames, reader.isBroken)
    }

    @Test("padding is counted, wherever it stands") func padding() throws {
        let payload = try #require(
            [UInt8](hexadecimal: "000001" + String(repeating: "00", count: 19) + "01" + "00")
        )
        var reader = QUICFrameReader()
        while reader.next(payload.span) != nil {}
        #expect(reader.padding == 22)
    }

    @Test(
        "integers have one, two, four or eight bytes (RFC 9000, A.1)",
        arguments: [
            ("c2197c5eff14e88c", 151_288_809_941_952_652), ("9d7f3e7d", 494_878_333), ("7bbd", 15_293),
            ("25", 37),
            ("4025", 37),
        ] as [(String, UInt64)]
    )
    func integers(_ digits: String, _ value: UInt64) throws {
        let bytes = try #require([UInt8](hexadecimal: digits))
        let whole = integer(bytes)
        #expect(whole.value == value && whole.position == bytes.count)
        for count in 0..<bytes.count {
            let part = integer(bytes.prefix(count))
            #expect(part.value == nil && part.position == 0)
        }
    }

    @Test("a long header tells its parts, and no prefix does before the packet number")
    func header() throws {
        let packet = try #require([UInt8](hexadecimal: QUICVectors.serverInitial))
        let header = try #require(longHeader(packet))
        #expect(header.destination.isEmpty && header.source.count == 8 && header.token.isEmpty)
        for count in 0..<header.start {
            #expect(longHeader(Array(packet.prefix(count))) == nil)
        }
        // A datagram that is cut off by the capture has the header, and says where it would have ended.
        #expect(longHeader(Array(packet.prefix(header.start)))?.end == packet.count)
    }

    @Test("v2 numbers the types anew (RFC 9369, section 3.2)")
    func types() {
        func type(_ first: UInt8, _ version: [UInt8]) -> QUICPacketType? {
            let bytes = [first] + version + [0, 0, 0, 0x40, 0x40] + [UInt8](repeating: 0, count: 64)
            return QUICLongHeader(bytes.span, at: 0)?.type
        }
        let v1: [UInt8] = [0, 0, 0, 1]
        let v2: [UInt8] = [0x6B, 0x33, 0x43, 0xCF]
        #expect([0xC0, 0xD0, 0xE0, 0xF0].map { type($0, v1) } == [.initial, .zeroRTT, .handshake, .retry])
        #expect([0xC0, 0xD0, 0xE0, 0xF0].map { type($0, v2) } == [.retry, .initial, .zeroRTT, .handshake])
        // The fixed bit may be cleared (RFC 9287).
        #expect(type(0x80, v1) == .initial)
        #expect(type(0xC0, [0x1A, 0x2A, 0x3A, 0x4A]) == nil)
        #expect(type(0xC0, [0, 0, 0, 0]) == .versionNegotiation)
    }

    @Test("connection ids of more than 20 bytes are refused")
    func longID() {
        var bytes: [UInt8] = [0xC0, 0, 0, 0, 1, 21]
        bytes += [UInt8](repeating: 7, count: 80)
        #expect(longHeader(bytes) == nil)
    }

    @Test("frames are read one after the other, and padding between them passed over")
    func readFrames() throws {
        let (frames, isBroken) = try frames(
            "0000" + "01" + "0200000000" + "0600050102030405" + "00" + "1e" + "1c4174060161"
        )
        #expect(!isBroken)
        #expect(
            frames == [
                .ping, .ack(largest: 0), .crypto(offset: 0, 11..<16), .handshakeDone,
                .close(QUICClose(isApplication: false, code: 0x174), reason: 23..<24),
            ]
        )
    }

    @Test(
        "only the transport's codes of 0x100 to 0x1ff are alerts",
        arguments: [
            (false, 0x174, 116), (false, 0x12A, 42), (true, 0x100, nil), (false, 0x0D, nil),
            (false, 0x200, nil),
            (false, 0x100, 0), (false, 0xFF, nil),
        ] as [(Bool, UInt64, UInt8?)]
    )
    func alerts(_ isApplication: Bool, _ code: UInt64, _ number: UInt8?) {
        let close = QUICClose(isApplication: isApplication, code: code)
        #expect(close.alert?.description.rawValue == number)
    }

    @Test("a stream goes to the end of the packet where no length is given")
    func streams() throws {
        #expect(try frames("0800aabb").frames == [.stream(id: 0, offset: 0, 2..<4, isLast: false)])
        #expect(
            try frames("0f04100161" + "01").frames == [
                .stream(id: 4, offset: 16, 4..<5, isLast: true), .ping,
            ]
        )
    }

    @Test(
        "no prefix of frames is read beyond its end",
        arguments: [
            "0600050102030405", "0204030201000203", "18070504aabbccdd00112233445566778899aabbccddeeff",
            "1c4174060161",
            "0f04100161", "0301020301020304050607",
        ]
    )
    func prefixes(_ digits: String) throws {
        for count in 1..<digits.count / 2 {
            let (frames, isBroken) = try frames(String(digits.prefix(2 * count)))
            #expect(frames.isEmpty && isBroken, "\(count) bytes")
        }
    }

    @Test("an unknown frame ends the reading")
    func unknown() throws {
        let (frames, isBroken) = try frames("01" + "4fff" + "01")
        #expect(frames == [.ping] && isBroken)
    }

    @Test("transport parameters tell versions, and what a client allows")
    func parameters() throws {
        let body = try #require(
            [UInt8](
                hexadecimal: "0104800075300c00" + "110c" + "00000001" + "6b3343cf" + "00000001" + "6ab200"
            )
        )
        let parameters = QUICTransportParameters(body.span)
        #expect(parameters.maximumIdleTimeout == 30_000 && parameters.disablesActiveMigration)
        #expect(parameters.chosenVersion == .v1 && parameters.availableVersions == [.v2, .v1])
        #expect(parameters.greasesFixedBit)
    }

    @Test(
        "versions whose salt is known are read, and others named",
        arguments: [
            (1, "v1", true), (0x6B33_43CF, "v2", true), (0x709A_50C4, "v2 draft", true),
            (0xFF00_001D, "draft-29", true),
            (0xFF00_0017, "draft-23", true), (0xFF00_0010, "draft-16", false),
            (0x1A2A_3A4A, "0x1a2a3a4a", false),
        ] as [(UInt32, String, Bool)]
    )
    func versions(_ number: UInt32, _ name: String, _ isRead: Bool) {
        let version = QUICVersion(rawValue: number)
        #expect(version.displayName == name && (version.family != nil) == isRead)
    }
}
