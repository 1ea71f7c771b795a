import ByteParsing
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `Packets of EAP` {
    @Test func `are requests, responses and results`() throws {
        let request = try #require(EAPPacket([1, 7, 0, 6, 13, 0x20].span))
        #expect(request.code == .request && request.identifier == 7 && request.type == 13)
        #expect(request.data == 5..<6 && request.missing == 0)
        let success = try #require(EAPPacket([3, 9, 0, 4].span))
        #expect(success.code == .success && success.data.isEmpty)
    }

    @Test func `are none with lengths that do not fit`() {
        #expect(EAPPacket([1, 7, 0, 9, 13, 0].span) == nil)
        #expect(EAPPacket([1, 7, 0, 4, 13].span) == nil)
        #expect(EAPPacket([7, 7, 0, 4].span) == nil)
        #expect(EAPPacket([1, 7].span) == nil)
        // Cut, but not wrong.
        #expect(EAPPacket([1, 7, 0, 9, 13, 0].span, missing: 3)?.missing == 3)
    }

    @Test func `have pieces with a length, with more to come, and with a start`() throws {
        let first = try #require(EAPFragment([0xC0, 0, 0, 1, 0, 22, 3].span, .tls, isCut: false))
        #expect(first.total == 256 && first.hasMore && first.data == 5..<7)
        let start = try #require(EAPFragment([0x21, 9, 9].span, .peap, isCut: false))
        #expect(start.isStart && start.version == 1 && start.data.isEmpty)
        #expect(EAPFragment([0x80, 0, 0].span, .tls, isCut: false) == nil)
        #expect(EAPFragment([].span, .tls, isCut: false) == nil)
    }

    @Test func `of TEAP have outer TLVs behind the data`() throws {
        let both = try #require(
            EAPFragment([0x91, 0, 0, 0, 5, 0, 0, 0, 2, 22, 3, 1, 0, 4].span, .teap, isCut: false)
        )
        #expect(both.data == 9..<12)
        #expect(EAPFragment([0x11, 0, 0, 0, 9, 22].span, .teap, isCut: false) == nil)
    }
}

@Suite struct `Packets of RADIUS` {
    private func packet(_ attributes: [UInt8], code: UInt8 = 1) -> [UInt8] {
        let length = 20 + attributes.count
        return [code, 5, UInt8(length >> 8), UInt8(length & 0xFF)] + [UInt8](repeating: 0xAB, count: 16)
            + attributes
    }

    @Test func `join what they hold of EAP, and tell what is claimed`() throws {
        let attributes: [UInt8] =
            [1, 4, 0x62, 0x6F, 31, 5, 0x61, 0x2D, 0x62, 79, 5, 2, 7, 0, 79, 4, 5, 1, 24, 4, 9, 9]
            + [4, 6, 192, 0, 2, 1]
        let radius = try #require(RADIUSPacket(packet(attributes).span, missing: 0))
        #expect(radius.eap == [2, 7, 0, 5, 1])
        #expect(radius.userName == "bo" && radius.station == "a-b" && radius.nas == "192.0.2.1")
        #expect(radius.state == [9, 9])
    }

    @Test func `are none with lengths that do not fit`() {
        #expect(RADIUSPacket(packet([79, 1]).span, missing: 0) == nil)
        #expect(RADIUSPacket(packet([79, 9, 1]).span, missing: 0) == nil)
        #expect(RADIUSPacket(packet([], code: 4).span, missing: 0) == nil)
        #expect(RADIUSPacket([1, 5, 0, 40].span, missing: 0) == nil)
        // Cut, but not wrong.
        let cut = Array(packet([79, 6, 1, 7, 0, 9]).dropLast(2))
        #expect(RADIUSPacket(cut.span, missing: 2)?.eap == [1, 7])
    }
}
