import CaptureReading
import TestSupport
import Testing

@Suite struct `Packet filter` {
    /// An IPv4 packet with a TCP header between the two ports.
    static func tcp(from source: UInt16, to destination: UInt16) -> [UInt8] {
        let big = ByteOrder.bigEndian
        let header: [UInt8] = [0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2]
        return header + big.bytes(source) + big.bytes(destination)
            + [0, 0, 0, 0, 0, 0, 0, 0, 0x50, 0, 0, 0, 0, 0, 0, 0]
    }

    struct Framing: CustomTestStringConvertible, Sendable {
        let linkType: LinkType
        let header: [UInt8]
        var testDescription: String { linkType.registeredName ?? "\(linkType.rawValue)" }
    }

    static let framings = [
        Framing(linkType: .ethernet, header: [UInt8](repeating: 2, count: 12) + [8, 0]),
        Framing(linkType: .linuxSLL, header: [UInt8](repeating: 0, count: 14) + [8, 0]),
        Framing(linkType: .linuxSLL2, header: [8, 0] + [UInt8](repeating: 0, count: 18)),
        Framing(linkType: .raw, header: []),
        Framing(linkType: .rawDLT12, header: []),
        Framing(linkType: .rawDLT14, header: []),
        Framing(linkType: .ipv4, header: []),
        Framing(linkType: .null, header: ByteOrder.littleEndian.bytes(UInt32(2))),
        Framing(linkType: .loop, header: [0, 0, 0, 2]),
        Framing(linkType: .ppp, header: [0xFF, 3, 0, 0x21]),
    ]

    @Test(arguments: framings) func `looks behind each link layer`(_ framing: Framing) throws {
        let filter = try PacketFilter(expression: "tcp port 443")
        let wanted = framing.header + Self.tcp(from: 40000, to: 443)
        let other = framing.header + Self.tcp(from: 40000, to: 80)
        let type = framing.linkType
        func accepts(_ packet: [UInt8]) -> Bool {
            filter.accepts(packet.span, originalLength: wanted.count, linkType: type)
        }
        #expect(accepts(wanted))
        #expect(!accepts(other))
        for length in 0..<wanted.count - 16 { #expect(!accepts(Array(wanted.prefix(length)))) }
    }

    @Test func `is refused with the compiler's words`() {
        let error = CaptureError(.invalidFilter(message: "can't parse filter expression: syntax error"))
        #expect(throws: error) { _ = try PacketFilter(expression: "tcp [") }
        #expect(error.category == .usage)
    }

    @Test func `may be one for other links than Ethernet`() throws {
        _ = try PacketFilter(expression: "wlan type data")
    }

    @Test func `counts what it leaves out, and keeps the frames' numbers`() throws {
        var file = PcapngBuilder()
        file.appendInterface(linkType: 1)
        file.appendInterface(linkType: 101)
        file.appendInterface(linkType: 147)
        for port in [443, 80, 443] as [UInt16] {
            for (interface, framing) in [Self.framings[0], Self.framings[3]].enumerated() {
                file.appendEnhancedPacket(
                    framing.header + Self.tcp(from: 1, to: port),
                    interface: UInt32(interface)
                )
            }
            file.appendEnhancedPacket(Self.tcp(from: 1, to: port), interface: 2)
        }
        let folder = TemporaryFolder()
        let path = folder.write(file.bytes, to: "mixed")
        var timeline = try CaptureTimeline(inputs: [path], filter: "tcp port 443")
        var frames: [UInt64] = []
        for index in timeline.readRun() ?? 0..<0 { frames.append(timeline.batch[index].reference.frame) }
        #expect(frames == [1, 2, 7, 8])
        #expect(timeline.readRun() == nil)
        #expect(timeline.packetCount == 9)
        #expect(timeline.filteredCount == 5)
        #expect(timeline.packetsByLinkType == [.ethernet: 3, .raw: 3, LinkType(rawValue: 147): 3])
        #expect(timeline.filter?.inapplicableCount == 3)
        #expect(timeline.problems.count == 1)
        guard case .filterNotApplicable(LinkType(rawValue: 147), _) = timeline.problems.first?.error.reason
        else {
            Issue.record("\(timeline.problems)")
            return
        }
        #expect(timeline.problems.first?.error.category == .notice)
    }
}
