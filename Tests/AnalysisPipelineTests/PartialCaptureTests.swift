import Foundation
import HandshakeAnalysis
import PacketDecoding
import TestSupport
import Testing

@testable import AnalysisPipeline

/// Captures that were cut, that have one direction only, or in which packets stand in another order.
@Suite struct `Real captures in part` {
    @Test func `one direction alone never says something else`() async throws {
        let found = try await compareAll { _, packets in
            let directions = directions(of: packets)
            return [Direction.forward, .backward].map { direction in
                Variant(
                    name: "\(direction) only",
                    packets: packets.indices.filter { directions[$0] ?? direction == direction }
                        .map { packets[$0] }
                )
            }
        }
        found.expectNoOther(fewest: 1_400)
    }

    @Test(arguments: [68, 96, 160, 256, 512, 1_024]) func `a snapshot length never says something else`(
        length: Int
    ) async throws {
        let found = try await compareAll { _, packets in
            let cut = packets.map { packet -> TestPacket in
                guard packet.frame.count > length else { return packet }
                var cut = packet
                cut.frame = Array(packet.frame.prefix(length))
                cut.originalLength = packet.frame.count
                return cut
            }
            return [Variant(name: "cut to \(length)", packets: cut)]
        }
        found.expectNoOther(fewest: 700)
    }

    @Test func `what is cut is said first, with the remedy`() throws {
        for capture in ShippedCapture.sample(9) {
            let cut = try capture.packets().map { packet -> TestPacket in
                var cut = packet
                cut.frame = Array(packet.frame.prefix(96))
                cut.originalLength = packet.frame.count
                return cut
            }
            for report in analyse(cut) where report.verdict.status == .incomplete {
                #expect(report.diagnoses.first?.code == .captureTruncated, "\(capture): \(report.verdict)")
                #expect(!report.verdict.reasons.contains(.captureStartsLate))
            }
        }
    }

    /// Neighbours of both directions, as several queues or taps swap them.
    @Test func `swapped neighbours change nothing`() async throws {
        let found = try await compareAll(of: ShippedCapture.all.filter { !$0.isOfDatagrams }, swapped)
        found.expectNoOther(fewest: 1_000)
        #expect(
            found.unchanged >= found.runs - found.runs / 200,
            "\(found.unchanged) of \(found.runs) unchanged"
        )
    }

    /// No acknowledgement tells what was sent first.
    @Test func `swapped datagrams never say something else`() async throws {
        let found = try await compareAll(of: ShippedCapture.all.filter(\.isOfDatagrams), swapped)
        found.expectNoOther(fewest: 400)
        #expect(
            found.unchanged >= found.runs - found.runs / 7,
            "\(found.unchanged) of \(found.runs) unchanged"
        )
    }

    @Sendable private func swapped(_ index: Int, _ packets: [TestPacket]) -> [Variant] {
        let isWhole = ProcessInfo.processInfo.environment["MTLSCOPE_LOSS"] == "all"
        let directions = directions(of: packets)
        return stride(from: isWhole ? 0 : index % 4, to: packets.count - 1, by: isWhole ? 1 : 4).compactMap {
            place in
            guard let one = directions[place], let two = directions[place + 1], one != two else { return nil }
            var swapped = packets
            swapped.swapAt(place, place + 1)
            swapped[place].seconds = packets[place].seconds
            swapped[place + 1].seconds = packets[place + 1].seconds
            return Variant(name: "\(place + 1) and \(place + 2) swapped", packets: swapped)
        }
    }

    /// As a port that mirrors both its neighbours delivers them.
    @Test func `packets that come twice change nothing`() async throws {
        let found = try await compareAll { _, packets in
            [Variant(name: "twice", packets: packets.flatMap { [$0, $0] })]
        }
        found.expectNoOther(fewest: 700)
        #expect(found.unchanged == found.runs, "\(found.unchanged) of \(found.runs) unchanged")
    }

    /// A trunk port tags what goes one way only.
    @Test func `a VLAN tag in one direction changes nothing`() async throws {
        let found = try await compareAll { _, packets in
            let tagged = packets.map { packet -> TestPacket in
                guard packet.linkType == 1, directions(of: [packet]) == [.forward] else { return packet }
                var tagged = packet
                tagged.frame.insert(contentsOf: [0x81, 0x00, 0x00, 0x2A], at: 12)
                return tagged
            }
            return [Variant(name: "tagged", packets: tagged)]
        }
        found.expectNoOther(fewest: 700)
        #expect(found.unchanged == found.runs)
    }

    /// A capture on both sides of a translator has every connection twice, under two addresses.
    @Test func `both sides of an address translation are two connections with one verdict`() throws {
        for capture in ShippedCapture.sample(12) {
            let packets = try capture.packets()
            guard let first = packets.first, first.linkType == 1, first.frame[12...13] == [8, 0] else {
                continue
            }
            let inside = Array(first.frame[26..<30])
            let both = packets.flatMap { packet -> [TestPacket] in
                var outside = packet
                for place in [26, 30] where Array(packet.frame[place..<place + 4]) == inside {
                    outside.frame.replaceSubrange(place..<place + 4, with: [198, 51, 100, 7])
                }
                return [packet, outside]
            }
            let found = analyse(both, keys: capture.keys)
            let address = inside.map(String.init).joined(separator: ".")
            let alone = analyse(packets, keys: capture.keys)
            for report in alone where !report.verdict.isResumed {
                // What the translator does not touch comes twice under the same addresses.
                guard [report.client, report.server].contains(where: { $0.address.description == address })
                else { continue }
                func isOfItsPorts(_ other: ConnectionReport) -> Bool {
                    other.client.port == report.client.port && other.server.port == report.server.port
                }
                // One after the other between the same ports: nothing tells whose twin is whose.
                guard alone.count(where: isOfItsPorts) == 1 else { continue }
                let twins = found.filter(isOfItsPorts)
                #expect(twins.count == 2, "\(capture)")
                for twin in twins {
                    #expect(twin.verdict.status == report.verdict.status, "\(capture)")
                    #expect(twin.verdict.failure?.kind == report.verdict.failure?.kind, "\(capture)")
                }
            }
        }
    }
}

/// Of each packet; `nil` for what is neither a segment nor a datagram, nor a piece of one.
func directions(of packets: [TestPacket]) -> [Direction?] {
    var decoder = PacketDecoder()
    var found: [Direction?] = []
    /// Pieces of a datagram that is not whole yet.
    var pieces: [Int] = []
    for (index, packet) in packets.enumerated() {
        let decoded = decoder.decode(
            packet.frame.span,
            originalLength: packet.frame.count,
            linkType: packet.linkType,
            time: .init(nanoseconds: 0)
        )
        found.append(nil)
        switch decoded {
        case .tcp(let segment): found[index] = segment.direction
        case .udp(let datagram): found[index] = datagram.direction
        case .fragment: pieces.append(index)
        case .reassembledUDP(let datagram):
            for piece in pieces + [index] { found[piece] = datagram.direction }
            pieces = []
        default: break
        }
    }
    return found
}
