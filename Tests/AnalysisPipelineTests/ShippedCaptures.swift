import ByteParsing
import CaptureReading
import Foundation
import PacketDecoding
import TestSupport
import Testing

/// A capture of the repository, to be cut, shuffled and damaged.
struct ShippedCapture: CustomTestStringConvertible, Sendable {
    let path: String

    var testDescription: String { path.split(separator: "/").dropLast().last.map(String.init) ?? path }

    static let all: [ShippedCapture] = {
        CaptureFolders.all().flatMap { folder in
            ["capture.pcapng", "capture.pcap"].map { folder.path + "/" + $0 }
                .filter(FileManager.default.fileExists)
                .map(ShippedCapture.init)
        }
    }()

    /// TLS is not on a TCP stream in it.
    var isOfDatagrams: Bool {
        ["/dtls/", "/quic/", "/eap/", "/openvpn/"].contains { path.contains($0) } && !path.contains("-tcp-")
    }

    /// One in `step`, not the same ones for each step.
    static func sample(_ step: Int) -> [ShippedCapture] {
        stride(from: step / 2, to: all.count, by: step).map { all[$0] }
    }

    var bytes: [UInt8] { FileManager.default.contents(atPath: path).map { [UInt8]($0) } ?? [] }

    func packets() throws -> [TestPacket] {
        var reader = try CaptureFileReader(path: path)
        var packets: [TestPacket] = []
        while try reader.readBatch() {
            for index in reader.batch.indices {
                let header = reader.batch[index]
                packets.append(
                    TestPacket(
                        frame: [UInt8](copying: reader.batch.bytes(of: index)),
                        seconds: Double(header.reference.time.nanoseconds) / 1e9,
                        linkType: header.linkType.rawValue
                    )
                )
            }
        }
        return packets
    }
}

// MARK: - Other segments for the same bytes

/// Cuts every payload into segments of `count` bytes.
func recut(_ packets: [TestPacket], every count: Int) -> [TestPacket] {
    var decoder = PacketDecoder()
    return packets.flatMap { packet -> [TestPacket] in
        let decoded = decoder.decode(
            packet.frame.span,
            originalLength: packet.frame.count,
            linkType: packet.linkType,
            time: Timestamp(nanoseconds: 0)
        )
        guard case .tcp(let segment) = decoded, segment.payloadLength > count else { return [packet] }
        let payload = Array(
            packet.frame[segment.payloadOffset..<segment.payloadOffset + segment.payloadLength]
        )
        return stride(from: 0, to: payload.count, by: count).map { start in
            let end = min(start + count, payload.count)
            // A FIN belongs to the last piece.
            let flags = end == payload.count ? segment.flags.rawValue : segment.flags.rawValue & ~tcpFIN
            let piece = tcp(
                Array(payload[start..<end]),
                from: Endpoint(segment.source.bytes, segment.sourcePort),
                to: Endpoint(segment.destination.bytes, segment.destinationPort),
                sequenceNumber: segment.sequenceNumber &+ UInt32(start),
                acknowledgmentNumber: segment.acknowledgmentNumber,
                flags: flags
            )
            let frame =
                segment.source.isIPv4
                ? ethernet(0x0800, ipv4(piece, from: segment.source.bytes, to: segment.destination.bytes))
                : ethernet(0x86DD, ipv6(piece, from: segment.source.bytes, to: segment.destination.bytes))
            return TestPacket(frame: frame, seconds: packet.seconds)
        }
    }
}

/// Swaps and repeats packets that follow each other in one direction, a few at a time.
///
/// Packets of both directions keep their order: a capture that swaps those has acknowledgments before the data.
func shuffle(_ packets: [TestPacket], using random: inout FixedRandom) -> [TestPacket] {
    var decoder = PacketDecoder()
    var result: [TestPacket] = []
    var run: [TestPacket] = []
    var runSource: String?
    func flush() {
        result += run.shuffled(using: &random)
        run = []
    }
    for packet in packets {
        let decoded = decoder.decode(
            packet.frame.span,
            originalLength: packet.frame.count,
            linkType: packet.linkType,
            time: Timestamp(nanoseconds: 0)
        )
        var source: String?
        if case .tcp(let segment) = decoded, segment.payloadLength > 0,
            segment.flags.isDisjoint(with: [.syn, .reset])
        {
            source = "\(segment.source):\(segment.sourcePort) \(segment.destinationPort)"
        }
        if source == nil || source != runSource || run.count >= 8 { flush() }
        runSource = source
        run.append(packet)
        if source != nil, Int.random(in: 0..<4, using: &random) == 0 { run.append(packet) }
    }
    flush()
    return result
}
