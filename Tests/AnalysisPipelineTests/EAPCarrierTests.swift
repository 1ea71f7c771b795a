import ByteParsing
import TestSupport
import Testing

@testable import AnalysisPipeline

private func eap(_ bytes: [UInt8], missing: Int = 0) -> EAPPacket? { EAPPacket(bytes.span, missing: missing) }

private func piece(_ bytes: [UInt8], _ method: EAPMethod, isCut: Bool) -> EAPFragment? {
    EAPFragment(bytes.span, method, isCut: isCut)
}

/// What a packet of RADIUS says, which itself cannot be copied, as expectations do.
private struct RADIUSContent {
    let eap: [UInt8]
    let state: [UInt8]
    let userName: ClaimedText?
    let station: ClaimedText?
    let nas: String?
}

private func radius(_ bytes: [UInt8], missing: Int) -> RADIUSContent? {
    guard let packet = RADIUSPacket(bytes.span, missing: missing) else { return nil }
    return RADIUSContent(
        eap: packet.eap,
        state: packet.state,
        userName: packet.userName,
        station: packet.station,
        nas: packet.nas
    )
}

@Suite struct `Packets of EAP` {
    @Test func `are requests, responses and results`() throws {
        let request = try #require(eap([1, 7, 0, 6, 13, 0x20]))
        #expect(request.code == .request && request.identifier == 7 && request.type == 13)
        #expect(request.data == 5..<6 && request.missing == 0)
        let success = try #require(eap([3, 9, 0, 4]))
        #expect(success.code == .success && success.data.isEmpty)
    }

    @Test func `are none with lengths that do not fit`() {
        #expect(eap([1, 7, 0, 9, 13, 0]) == nil)
        #expect(eap([1, 7, 0, 4, 13]) == nil)
        #expect(eap([7, 7, 0, 4]) == nil)
        #expect(eap([1, 7]) == nil)
        // Cut, but not wrong.
        #expect(eap([1, 7, 0, 9, 13, 0], missing: 3)?.missing == 3)
    }

    @Test func `have expanded types, of the IETF and of vendors`() throws {
        // Vendor 0, type 13; Wi-Fi Alliance's 40808, type 13; the same vendor's type 1; too short; type 255 is no method.
        let tls = try #require(eap([1, 7, 0, 13, 254, 0, 0, 0, 0, 0, 0, 13, 0x20]))
        #expect(tls.method == .tls && tls.type == 13 && tls.data == 12..<13)
        let open = try #require(eap([1, 7, 0, 13, 254, 0, 0x9F, 0x68, 0, 0, 0, 13, 0x20]))
        #expect(open.method == .unauthenticatedTLS && open.type == 254 && open.data == 12..<13)
        #expect(eap([1, 7, 0, 13, 254, 0, 0x9F, 0x68, 0, 0, 0, 1, 0x20])?.method == nil)
        #expect(open.expanded?.name == "UNAUTH-TLS" && tls.expanded?.name == "EAP-TLS")
        let setup = eap([1, 7, 0, 13, 254, 0, 0x37, 0x2A, 0, 0, 0, 1, 1])
        #expect(setup?.expanded?.name == "type 1 of Wi-Fi Alliance (WPS)")
        #expect(eap([1, 7, 0, 13, 254, 0, 0, 77, 0, 0, 0, 5, 1])?.expanded?.name == "type 5 of vendor 77")
        #expect(eap([1, 7, 0, 8, 254, 0, 0x9F, 0x68])?.method == nil)
        #expect(eap([1, 7, 0, 6, 255, 0x20])?.method == nil)
        #expect(eap([1, 7, 0, 13, 254, 0, 0, 0, 0, 0, 0, 255, 0x20])?.method == nil)
    }

    @Test func `have pieces with a length, with more to come, and with a start`() throws {
        let first = try #require(piece([0xC0, 0, 0, 1, 0, 22, 3], .tls, isCut: false))
        #expect(first.total == 256 && first.hasMore && first.data == 5..<7)
        let start = try #require(piece([0x21, 9, 9], .peap, isCut: false))
        #expect(start.isStart && start.version == 1 && start.data.isEmpty)
        #expect(piece([0x80, 0, 0], .tls, isCut: false) == nil)
        #expect(piece([], .tls, isCut: false) == nil)
    }

    @Test func `of TEAP have outer TLVs behind the data`() throws {
        let both = try #require(
            piece([0x91, 0, 0, 0, 5, 0, 0, 0, 2, 22, 3, 1, 0, 4], .teap, isCut: false)
        )
        #expect(both.data == 9..<12)
        #expect(piece([0x11, 0, 0, 0, 9, 22], .teap, isCut: false) == nil)
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
        let read = try #require(radius(packet(attributes), missing: 0))
        #expect(read.eap == [2, 7, 0, 5, 1])
        #expect(read.userName?.text == "bo" && read.station?.text == "a-b" && read.nas == "192.0.2.1")
        #expect(read.state == [9, 9])
    }

    @Test func `are none with lengths that do not fit`() {
        #expect(radius(packet([79, 1]), missing: 0) == nil)
        #expect(radius(packet([79, 9, 1]), missing: 0) == nil)
        #expect(radius(packet([], code: 4), missing: 0) == nil)
        #expect(radius([1, 5, 0, 40], missing: 0) == nil)
        // Cut, but not wrong.
        let cut = Array(packet([79, 6, 1, 7, 0, 9]).dropLast(2))
        #expect(radius(cut, missing: 2)?.eap == [1, 7])
    }
}

@Suite struct `Dialogues of 802.1X` {
    private static let askedTwice = ShippedCapture.all.filter { $0.path.contains("-asked-twice/") }

    @Test func `there are captures to try`() { #expect(Self.askedTwice.count == 2) }

    /// The station's answer to the first request comes before the second request, or behind it.
    @Test(arguments: askedTwice, [false, true]) func `are one, though the identity is asked for twice`(
        _ capture: ShippedCapture,
        isSwapped: Bool
    ) throws {
        var packets = try capture.packets()
        if isSwapped { packets.swapAt(3, 4) }
        let reports = analyse(packets, keys: nil)
        #expect(reports.count == 1)
        let report = try #require(reports.first)
        #expect(report.verdict.status == .completed && report.streamNotes.missingBytes == 0)
        #expect(report.client.address != report.server.address)
        #expect(!"\(report.client) \(report.server)".contains("01:80:c2"))
    }
}
