import ByteParsing
import Testing

@testable import AnalysisPipeline

@Suite struct `Cache of messages` {
    private var cache = MessageCache<Int>(bits: 4)

    /// Looks a message up as its readers do; returns what was found.
    private mutating func meet(_ body: [UInt8], _ value: Int) -> Int? {
        var isMade = false
        let found = try? cache.value(of: body.span) { () throws(ParseError) in
            isMade = true
            return value
        }
        return isMade ? nil : found
    }

    private static func message(_ first: UInt8, _ count: Int = 400) -> [UInt8] {
        [first] + (1..<count).map { UInt8(truncatingIfNeeded: $0) }
    }

    @Test func `keeps a message from the second time on`() {
        var suite = self
        #expect(suite.meet(Self.message(1), 1) == nil)
        #expect(suite.meet(Self.message(1), 2) == nil)
        #expect(suite.meet(Self.message(1), 3) == 2)
        #expect(suite.meet(Self.message(1), 4) == 2)
    }

    @Test func `is not displaced by messages that come once`() {
        var suite = self
        for value in 1...2 { #expect(suite.meet(Self.message(0), value) == nil) }
        for other in 1...255 { #expect(suite.meet(Self.message(UInt8(other)), other) == nil) }
        #expect(suite.meet(Self.message(0), 3) == 2)
    }

    @Test func `tells messages apart that begin alike`() {
        var suite = self
        var other = Self.message(1)
        other[399] ^= 1
        for value in 1...2 { _ = suite.meet(Self.message(1), value) }
        // As long, with the same start: it takes the other's hash, and not its place.
        #expect(suite.meet(other, 7) == nil)
        #expect(suite.meet(other, 8) == 7)
        #expect(suite.meet(Self.message(1), 3) == 2)
    }

    @Test(arguments: [
        (MessageCache<Int>.maximumLength, 2 as Int?), (MessageCache<Int>.maximumLength + 1, nil),
    ])
    func `holds no message that is too long`(_ length: Int, _ found: Int?) {
        var suite = self
        for value in 1...2 { #expect(suite.meet(Self.message(1, length), value) == nil) }
        #expect(suite.meet(Self.message(1, length), 3) == found)
    }

    @Test func `finds an entry by the beginning and the length alone`() throws {
        var suite = self
        let body = Self.message(9)
        for value in 1...2 { _ = suite.meet(body, value) }
        let head = body.span.extracting(first: MessageCache<Int>.headLength)
        let found = suite.cache.entry(beginningWith: head, length: body.count)
        #expect(found?.value == 2)
        #expect(suite.cache.entry(beginningWith: head, length: body.count + 1) == nil)
        let short = body.span.extracting(first: MessageCache<Int>.headLength - 1)
        #expect(suite.cache.entry(beginningWith: short, length: body.count) == nil)
    }
}

@Suite struct `Store of certificates` {
    private static let certificate = [UInt8](repeating: 0x30, count: 300)
    private static let entry: [UInt8] = [0, 1, 44] + certificate

    /// A Certificate of TLS 1.3: an empty context, and one entry without extensions.
    private static let body13: [UInt8] = [0, 0, 1, 49] + entry + [0, 0]
    /// The same up to TLS 1.2.
    private static let body12: [UInt8] = [0, 1, 47] + entry

    @Test func `knows a chain from the third time on`() throws {
        let store = CertificateStore()
        let chains = try (0..<4).map { _ in try store.chain(of: Self.body12.span) }
        let chains13 = try (0..<4).map { _ in try store.chain13(of: Self.body13.span) }
        for chains in [chains, chains13] {
            #expect(chains[0] !== chains[1])
            #expect(chains[1] === chains[2])
            #expect(chains[2] === chains[3])
            #expect(chains.allSatisfy { $0.leaf?.der == Self.certificate })
        }
    }

    @Test func `refuses what is no chain every time`() {
        let store = CertificateStore()
        for _ in 0..<3 {
            #expect(throws: ParseError.self) { try store.chain13(of: Self.body12.span) }
            #expect(throws: ParseError.self) { try store.chain(of: Self.body13.span) }
            #expect(throws: ParseError.self) { try store.chain13(of: Self.body13.span.extracting(..<300)) }
        }
    }
}
