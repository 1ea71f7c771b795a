import ByteParsing
import CertificateInspection
import Testing

@Suite struct `Certificate cache` {
    private let fixtures = CertificateFixture.all.map(\.der)

    @Test func `reads each certificate once`() {
        var cache = CertificateCache()
        let first = cache.lookup(der: fixtures[0])
        #expect(cache.lookup(der: fixtures[0]) === first)
        let owned = fixtures[0]
        let lent = cache.lookup(der: owned.span)
        #expect(lent === first)
        #expect(cache.lookup(der: fixtures[1]) != first)
        #expect(cache.hits == 2)
        #expect(cache.misses == 2)
    }

    @Test func `tells apart certificates that differ only in the middle`() {
        var cache = CertificateCache()
        var altered = fixtures[0]
        altered[altered.count / 2] ^= 1
        let first = cache.lookup(der: fixtures[0])
        #expect(cache.lookup(der: altered) != first)
        #expect(cache.lookup(der: fixtures[0]) == first)
    }

    @Test func `holds at most two generations`() {
        var cache = CertificateCache(capacity: 4)
        for der in fixtures {
            _ = cache.lookup(der: der)
            #expect(cache.count <= 8)
        }
        #expect(cache.count > 4)
    }

    @Test func `keeps what is in use`() {
        var cache = CertificateCache(capacity: 4)
        let used = cache.lookup(der: fixtures[0])
        for der in fixtures.dropFirst() {
            _ = cache.lookup(der: der)
            #expect(cache.lookup(der: fixtures[0]) === used)
        }
    }

    @Test(arguments: [-1, 0, 1]) func `bounds bytes`(_ excess: Int) {
        let size = fixtures[0].count
        var cache = CertificateCache(byteCapacity: size - excess)
        let first = cache.lookup(der: fixtures[0])
        #expect((cache.lookup(der: fixtures[0]) === first) == (excess <= 0))
        #expect(cache.count == (excess <= 0 ? 1 : 0))
    }

    @Test func `holds what cannot be read`() {
        var cache = CertificateCache()
        let first = cache.lookup(der: [1, 2, 3])
        #expect(cache.lookup(der: [1, 2, 3]) === first)
        #expect(cache.lookup(der: []).reading == .opaque(.empty))
    }
}
