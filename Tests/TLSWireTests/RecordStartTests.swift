import ByteParsing
import TLSWire
import TestSupport
import Testing

@Suite struct `Stream start` {
    private static let body = "0303" + String(repeating: "5a", count: 32) + "00 0002 c02b 01 00"

    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let hex: String
        let expected: StreamStart

        init(_ name: String, _ hex: String, _ expected: StreamStart) {
            testDescription = name
            self.hex = hex
            self.expected = expected
        }
    }

    static let rows: [Row] = [
        Row("nothing", "", .undecided),
        Row("a ClientHello", "16 0301 002d 01 000029 " + body, .clientHello),
        Row("a ClientHello of SSL 3.0", "16 0300 002d 01 000029 0300", .clientHello),
        Row("a ClientHello over several records", "16 0301 0100 01 000800 0303 5a5a5a", .clientHello),
        Row("a ClientHello in records of a byte", "16 0301 0001 01 16 0301 0001 00", .clientHello),
        Row("a ServerHello", "16 0303 0050 02 00004c 0303", .serverHello),
        Row("a ServerHello of a draft", "16 0301 0050 02 00004c 7f12", .serverHello),
        Row("a ClientHello of a draft", "16 0301 0050 01 00004c 7f12", .notTLS),
        Row("a record of another major version", "16 0401 002d 01 000029 0303", .notTLS),
        Row("a record of a minor version beyond", "16 0305 002d 01 000029 0303", .notTLS),
        Row("an empty record", "16 0301 0000 01 000029 0303", .notTLS),
        Row("a record longer than any", "16 0301 4801 01 000029 0303", .notTLS),
        Row("another handshake message", "16 0303 0050 0b 00004c 0000", .notTLS),
        Row("a hello shorter than any", "16 0301 002c 01 000028 0303", .notTLS),
        Row("the shortest ServerHello", "16 0301 002a 02 000026 0303", .serverHello),
        Row("a ServerHello shorter than any", "16 0301 0029 02 000025 0303", .notTLS),
        Row("a hello of 128 KiB", "16 0301 4000 01 020000 0303", .clientHello),
        Row("a hello longer than that", "16 0301 4000 01 020001 0303", .notTLS),
        Row(
            "a session ID that is too long",
            "16 0301 0050 01 00004c 0303" + String(repeating: "00", count: 32) + "21",
            .notTLS
        ),
        Row(
            "the longest session ID",
            "16 0301 0050 01 00004c 0303" + String(repeating: "00", count: 32) + "20",
            .clientHello
        ),
        Row("an alert", "15 0303 0002 02 28", .notTLS),
        Row("application data", "17 0303 0030 00", .notTLS),
        Row("a version 2 ClientHello", "802e 01 0301 0015 0000 0010", .ssl2ClientHello),
        Row("a version 2 ClientHello for SSL 2.0", "802e 01 0002 0015 0000 0010", .ssl2ClientHello),
        Row("a version 2 ClientHello with a session ID", "803e 01 0300 0015 0010 0010", .ssl2ClientHello),
        Row("a version 2 ServerHello", "802e 04 0001 0002 0015 0000 0010", .notTLS),
        Row("lengths that do not add up", "802f 01 0301 0015 0000 0010", .notTLS),
        Row("no cipher", "8019 01 0301 0000 0000 0010", .notTLS),
        Row("ciphers of two bytes", "802d 01 0301 0014 0000 0010", .notTLS),
        Row("a challenge that is too short", "8019 01 0301 0006 0000 000a", .notTLS),
        Row("HTTP", "47 45 54 20 2f 20 48 54 54 50 2f 31", .notTLS),
        Row("SSH", "53 53 48 2d 32 2e 30 2d 4f 70 65 6e", .notTLS),
    ]

    private func judge(_ bytes: [UInt8]) -> StreamStart { StreamStart(bytes.span) }

    @Test(arguments: rows) func `is judged by its first bytes`(_ row: Row) {
        #expect(judge(bytes(row.hex)) == row.expected)
    }

    @Test(arguments: rows) func `a prefix is undecided or judged the same`(_ row: Row) {
        let whole = bytes(row.hex)
        var wasDecided = false
        for length in 0...whole.count {
            let start = judge(Array(whole[..<length]))
            if start == .undecided {
                #expect(!wasDecided, "\(length) bytes")
            } else {
                wasDecided = true
                // Only the session ID's length, far behind, may still speak against it.
                #expect(start == row.expected || row.testDescription == "a session ID that is too long")
            }
        }
    }

    @Test func `random bytes behind a handshake's first are not TLS`() {
        var random = FixedRandom(seed: 22)
        var found = 0
        for _ in 0..<200_000 {
            let length = Int.random(in: 11...60, using: &random)
            var bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            bytes[0] = 0x16
            bytes[1] = 3
            bytes[2] = UInt8.random(in: 0...4, using: &random)
            if judge(bytes) != .notTLS { found += 1 }
        }
        #expect(found == 0)
    }
}

@Suite struct `Record watch` {
    private func record(_ type: UInt8, _ count: Int) -> [UInt8] {
        [type, 3, 3] + be(UInt16(count)) + [UInt8](repeating: 0xEE, count: count)
    }

    /// Watches from a header at sequence number `next`.
    private func look(
        _ payload: [UInt8],
        at sequenceNumber: UInt32,
        next: UInt32 = 100
    ) -> (RecordWatch.Outcome, UInt32) {
        var watch = RecordWatch(nextHeader: next)
        let outcome = watch.look(at: payload.span, sequenceNumber: sequenceNumber)
        return (outcome, watch.nextHeader)
    }

    @Test func `goes from header to header`() {
        let data = record(23, 10) + record(21, 2) + record(23, 100)
        #expect(look(data, at: 100) == (.nothing, 100 + 15 + 7 + 105))
        #expect(look(Array(data[..<30]), at: 100) == (.nothing, 100 + 15 + 7 + 105))
    }

    @Test func `starts where the last record ends inside a segment`() {
        #expect(look([1, 2, 3] + record(23, 4), at: 97) == (.nothing, 109))
    }

    @Test func `segments before the next header say nothing`() {
        #expect(look([1, 2, 3], at: 90) == (.nothing, 100))
        #expect(look([1, 2, 3], at: 97) == (.nothing, 100))
        #expect(look([0], at: 99) == (.nothing, 100))  // a keep-alive
    }

    @Test func `finds a handshake record wherever it stands`() {
        #expect(look(record(22, 40), at: 100).0 == .handshake(100))
        #expect(look(record(23, 10) + record(22, 40), at: 100).0 == .handshake(115))
        #expect(look([1, 2] + record(23, 10) + record(22, 40), at: 98).0 == .handshake(115))
    }

    @Test func `sequence numbers wrap`() {
        let start = UInt32.max - 7
        #expect(look(record(23, 10) + record(22, 40), at: start, next: start).0 == .handshake(7))
        #expect(look(record(23, 10), at: start, next: start) == (.nothing, 7))
        #expect(look([1, 2, 3] + record(22, 1), at: .max, next: 2).0 == .handshake(2))
    }

    @Test func `says where a header is cut in two`() {
        for count in 1...4 { #expect(look(Array(record(23, 10)[..<count]), at: 100) == (.cut, 100)) }
        #expect(look(record(23, 10) + [22, 3], at: 100) == (.cut, 115))
        #expect(look([1, 2] + record(23, 10) + [23, 3, 1, 0xFF], at: 98) == (.cut, 115))
    }

    @Test func `is lost by what begins no header`() {
        #expect(look([9], at: 100).0 == .lost)
        #expect(look(record(23, 10) + [23, 4], at: 100).0 == .lost)
        #expect(look(record(23, 10) + [23, 3, 9], at: 100).0 == .lost)
        #expect(look(record(23, 10) + [0, 0, 0, 0, 0], at: 100).0 == .lost)
    }

    @Test func `after a hole, a segment that starts with a record goes on`() {
        #expect(look(record(23, 10), at: 200) == (.nothing, 215))
        #expect(look(record(22, 10), at: 200).0 == .handshake(200))
        #expect(look([1, 2, 3, 4, 5, 6], at: 200).0 == .lost)
    }

    @Test
    func `without a known header, only a segment of whole records with a handshake first is taken for one`() {
        func starts(_ bytes: [UInt8]) -> Bool { RecordWatch.startsHandshake(bytes.span) }
        #expect(starts(record(22, 40)))
        #expect(starts(record(22, 40) + record(20, 1)))
        #expect(starts(record(22, 40) + record(23, 90)[..<20]))
        #expect(!starts(record(22, 40) + [20, 3, 3, 0]))
        #expect(!starts(record(22, 40) + [0, 0, 0, 0, 0]))
        #expect(!starts(record(22, 40).dropLast()))
        #expect(!starts(record(23, 40)) && !starts([22, 3, 3, 0, 0]) && !starts([22]) && !starts([]))
    }
}
