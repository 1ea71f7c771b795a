import ByteParsing
import HandshakeAnalysis
import Reporting
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

/// Equal addresses and ports in two networks are two connections, and one connection that comes in two is one.
@Suite struct `Networks in tunnels` {
    /// A tunnel that names a network, around a frame of Ethernet.
    enum Wrapping: CaseIterable {
        case vxlan, geneve, nvgre, gre

        func callAsFunction(_ frame: [UInt8], _ network: UInt32) -> [UInt8] {
            let id = Array(be(network)[1...])
            switch self {
            case .vxlan: return outer(udp([0x08, 0, 0, 0] + id + [0] + frame, from: 50_000, to: 4_789), 17)
            case .geneve:
                return outer(udp([0, 0, 0x65, 0x58] + id + [0] + frame, from: 50_000, to: 6_081), 17)
            case .nvgre: return outer(be(UInt16(0x2000)) + be(UInt16(0x6558)) + id + [9] + frame, 47)
            case .gre:
                return outer(be(UInt16(0x2000)) + be(UInt16(0x0800)) + be(network) + frame.dropFirst(14), 47)
            }
        }

        private func outer(_ payload: [UInt8], _ number: UInt8) -> [UInt8] {
            ethernet(0x0800, ipv4(payload, protocol: number, from: [10, 0, 0, 1], to: [10, 0, 0, 2]))
        }
    }

    private func conversation(presents: Bool, start: UInt32, seconds: Double = 0) -> [TestPacket] {
        var conversation = Conversation(start: start, seconds: seconds)
        conversation.open()
        conversation.handshake(certificate: presents ? TLS12Bytes.certificate() : nil)
        conversation.exchangeData()
        conversation.close()
        return conversation.packets
    }

    private func wrap(
        _ packets: [TestPacket],
        _ wrapping: Wrapping,
        _ network: (Int) -> UInt32
    ) -> [TestPacket] {
        packets.enumerated().map { index, packet in
            TestPacket(frame: wrapping(packet.frame, network(index)), seconds: packet.seconds)
        }
    }

    private func merged(_ one: [TestPacket], _ other: [TestPacket]) -> [TestPacket] {
        zip(one, other).flatMap { [$0, $1] } + one.dropFirst(other.count) + other.dropFirst(one.count)
    }

    /// Whether a packet of a conversation goes to the server.
    private func isClients(_ packet: TestPacket) -> Bool {
        // Ethernet, then the last byte of the IPv4 source address.
        packet.frame[14 + 15] == Endpoint.client.address[3]
    }

    @Test(arguments: Wrapping.allCases) func `keep tenants with equal addresses apart`(_ wrapping: Wrapping) {
        let one = conversation(presents: true, start: 1_000)
        let other = conversation(presents: false, start: 0x4000_0000)
        let packets = merged(
            wrap(one, wrapping) { _ in 0x1001 },
            wrap(other, wrapping) { _ in 0x1002 }
        )
        let reports = analyse(packets)
        #expect(reports.count == 2)
        let statuses = Set(reports.map(\.verdict.status))
        #expect(statuses == [.completed, .notRequested])
        for report in reports {
            let tunnel = report.carriage?.encapsulation.first
            let expected: UInt32 = report.verdict.status == .completed ? 0x1001 : 0x1002
            #expect(tunnel?.id == expected && tunnel?.type == "\(wrapping)")
            #expect(tunnel?.source == "10.0.0.1" && tunnel?.destination == "10.0.0.2")
        }
    }

    @Test(arguments: Wrapping.allCases) func `are one where each direction has its own`(_ wrapping: Wrapping)
    {
        let packets = conversation(presents: true, start: 1_000)
        let reports = analyse(wrap(packets, wrapping) { isClients(packets[$0]) ? 0x1001 : 0x1002 })
        #expect(reports.count == 1 && reports.first?.verdict.status == .completed)
        #expect(reports.first?.streamNotes == StreamNotes())
    }

    @Test(arguments: Wrapping.allCases, [true, false])
    func `are one where a copy comes in a tunnel`(_ wrapping: Wrapping, _ isBareFirst: Bool) {
        let bare = conversation(presents: true, start: 1_000)
        let copy = wrap(bare, wrapping) { _ in 0x1001 }
        let reports = analyse(isBareFirst ? merged(bare, copy) : merged(copy, bare))
        #expect(reports.count == 1 && reports.first?.verdict.status == .completed)
        #expect(reports.first?.streamNotes == StreamNotes())
    }

    @Test func `give the ports' next connection to its own network`() {
        let first = wrap(conversation(presents: true, start: 1_000), .vxlan) { _ in 1 }
        let second = conversation(presents: false, start: 0x4000_0000, seconds: 10)
        let reports = analyse(first + merged(second, wrap(second, .geneve) { _ in 7 }))
        #expect(reports.map(\.verdict.status) == [.completed, .notRequested])
    }

    @Test func `are not told by an endpoint identifier, which differs by direction`() {
        let packets = conversation(presents: true, start: 1_000).map { packet in
            let id: UInt32 = isClients(packet) ? 5 : 6
            let inner = Array(packet.frame.dropFirst(14))
            let gtp = [0x30, 0xFF] + be(UInt16(inner.count)) + be(id) + inner
            let outer = ipv4(udp(gtp, from: 2_152, to: 2_152), protocol: 17)
            return TestPacket(frame: ethernet(0x0800, outer), seconds: packet.seconds)
        }
        let reports = analyse(packets)
        #expect(reports.count == 1 && reports.first?.verdict.status == .completed)
        #expect(reports.first?.carriage?.encapsulation.map(\.type) == ["gtp"])
    }

    @Test func `name every tunnel, the outermost first`() {
        let packets = conversation(presents: true, start: 1_000).map { packet in
            let inner = Wrapping.vxlan(packet.frame, 42)
            return TestPacket(frame: Wrapping.gre(inner, 7), seconds: packet.seconds)
        }
        let tunnels = analyse(packets).first?.carriage?.encapsulation
        #expect(tunnels?.map(\.type) == ["gre", "vxlan"] && tunnels?.map(\.id) == [7, 42])
    }

    /// Stacks of tunnels are numbered where packets are decoded, and named where they are reported.
    @Test func `are the same with several threads`() throws {
        var packets: [TestPacket] = []
        for number in 0..<40 {
            var conversation = Conversation(
                port: 40_000 + UInt16(number / 2),
                start: UInt32(number) &* 0x0700_0000,
                seconds: Double(number % 5) * 0.01
            )
            conversation.open()
            conversation.handshake()
            conversation.close()
            let wrapping = Wrapping.allCases[number % 4]
            packets += wrap(conversation.packets, wrapping) { _ in UInt32(0x2000 + number) }
            if number.isMultiple(of: 3) { packets += conversation.packets }
        }
        packets.sort { $0.seconds < $1.seconds }
        let folder = TemporaryFolder()
        var builder = PcapBuilder()
        for packet in packets {
            builder.append(packet.frame, ticks: UInt32(packet.seconds * 1_000_000))
        }
        let path = folder.write(builder.bytes, to: "networks.pcap")
        func lines(_ threads: Int) throws -> [String] {
            var analysis = try CaptureAnalysis(inputs: [path], carriers: [], threads: threads)
            analysis.unitBytes = 4_096
            var lines: [String] = []
            var writer = JSONWriter()
            _ = try analysis.run(onReports: { reports in
                for report in reports {
                    writer.connection(report)
                    lines.append(String(decoding: writer.take(), as: UTF8.self))
                }
            })
            return lines
        }
        let alone = try lines(1)
        #expect(alone.count == 40 && alone.allSatisfy { !$0.contains(#""encapsulation":[]"#) })
        for threads in 2...4 { #expect(try lines(threads) == alone) }
    }

    /// Fragments of the two networks have the same addresses and the same identification.
    @Test func `do not mix fragments`() {
        func fragments(_ packet: TestPacket) -> [[UInt8]] {
            let payload = Array(packet.frame.dropFirst(14 + 20))
            let isClients = isClients(packet)
            let (from, to) = (Endpoint.client.address, Endpoint.server.address)
            func piece(_ range: Range<Int>, _ hasMore: Bool) -> [UInt8] {
                ethernet(
                    0x0800,
                    ipv4(
                        Array(payload[range]),
                        from: isClients ? from : to,
                        to: isClients ? to : from,
                        fragment: (range.lowerBound, hasMore)
                    )
                )
            }
            guard payload.count > 64 else { return [packet.frame] }
            return [piece(0..<64, true), piece(64..<payload.count, false)]
        }
        let one = conversation(presents: true, start: 1_000)
        let other = conversation(presents: false, start: 0x4000_0000)
        var packets: [TestPacket] = []
        for index in 0..<min(one.count, other.count) {
            let pieces = [fragments(one[index]), fragments(other[index])]
            for piece in 0..<2 {
                for (network, frames) in pieces.enumerated() where piece < frames.count {
                    let frame = Wrapping.vxlan(frames[piece], UInt32(network + 1))
                    packets.append(TestPacket(frame: frame, seconds: one[index].seconds))
                }
            }
        }
        #expect(Set(analyse(packets).map(\.verdict.status)) == [.completed, .notRequested])
    }
}
