import ByteParsing
import PacketDecoding
import TestSupport
import Testing

@testable import AnalysisPipeline

/// What a carrier's short cut refuses, it does not recognise.
@Suite struct `Recognition's short cut` {
    private static let starts: [[UInt8]] = [
        [0x16, 0xFE, 0xFD], [0x16, 0xFE, 0xFF], [0x17, 0xFE, 0xFD, 0, 1], [0x19, 0xFE, 0xFD], [0x16, 3, 1],
        [0x2C], [0x2F], [0x3C], [0x38, 0, 0, 0], [0x20], [0x40, 0, 0, 20], [0x40, 1, 0, 17], [1, 0, 0, 0],
        [1, 5, 0, 20],
        [11, 5, 0, 30], [2, 0, 0, 12], [0xC3, 0, 0, 0, 1, 8], [0xD3, 0x6B, 0x33, 0x43, 0xCF, 8],
        [0xC0, 0x1A, 0x2A, 0x3A, 0x4A, 8],
        [0xE0, 0xFF, 0, 0, 0x1D, 8], [0x80, 0, 0, 0, 0], [0x80, 0x60], [0x45],
    ]

    private static let payloads: [[UInt8]] = {
        var random = FixedRandom(seed: 11)
        var payloads: [[UInt8]] = []
        for start in starts {
            for _ in 0..<60 {
                let count = [8, 16, 24, 60, 1_200, 1_250][Int.random(in: 0...5, using: &random)]
                var payload = start
                while payload.count < count { payload.append(UInt8.random(in: 0...255, using: &random)) }
                payloads.append(payload)
            }
        }
        return payloads
    }()

    private func check(
        _ payloads: [[UInt8]],
        _ directory: CarrierDirectory
    ) -> (refused: Int, recognized: Int) {
        let ends = (
            source: SocketAddress(address: IPAddress(ipv4: 0xC000_0201), port: 40_000),
            destination: SocketAddress(address: IPAddress(ipv4: 0xC000_0202), port: 4_433)
        )
        var (refused, recognized) = (0, 0)
        for payload in payloads {
            let datagram = Datagram(
                source: ends.source,
                destination: ends.destination,
                payload: 0..<payload.count
            )
            for kind in AnalysisPipeline.Carriers.datagrams where kind.firstBytes.contains(payload[0]) {
                let header = payload.span.bigEndianUInt64(at: 0)
                let mayBegin = kind.mayBegin(header, payload.count, directory)
                let isNone = kind.recognize(datagram, payload.span, directory) == .no
                #expect(mayBegin || isNone, "\(kind) \(payload)")
                if !mayBegin { refused += 1 }
                if !isNone { recognized += 1 }
            }
        }
        return (refused, recognized)
    }

    @Test func `refuses nothing of made-up datagrams that would be recognised`() {
        let (refused, _) = check(Self.payloads, CarrierDirectory())
        #expect(refused > 300)
    }

    @Test func `refuses nothing of them where names are known`() {
        let key = Datagram(
            source: SocketAddress(address: IPAddress(ipv4: 1), port: 1),
            destination: SocketAddress(address: IPAddress(ipv4: 0xC000_0202), port: 4_433),
            payload: 0..<0
        ).key
        let directory = CarrierDirectory()
        for payload in Self.payloads where payload.count >= 24 && payload[0] < 0x80 {
            directory.add(quic: payload.span.extracting(1..<9), key)
        }
        let (_, recognized) = check(Self.payloads, directory)
        #expect(recognized > 100)
        for payload in Self.payloads where payload.count >= 24 {
            directory.remove(quic: payload.span.extracting(1..<9))
        }
        #expect(directory.isEmpty)
        #expect(
            Self.payloads.allSatisfy {
                $0.count < 24 || directory.flow(quic: $0.span.extracting(1..<9)) == nil
            }
        )
    }

    @Test func `refuses nothing that real stacks begin with`() throws {
        var payloads: [[UInt8]] = []
        for capture in ShippedCapture.all
        where ["/dtls/", "/quic/", "/openvpn/", "/eap/"].contains(where: { capture.path.contains($0) }) {
            for packet in try capture.packets().prefix(12) {
                var decoder = PacketDecoder()
                let frame = packet.frame
                guard
                    case .udp(let datagram) = decoder.decode(
                        frame.span,
                        originalLength: frame.count,
                        linkType: packet.linkType,
                        time: Timestamp(nanoseconds: 0)
                    ), datagram.payloadLength >= 8
                else { continue }
                payloads.append(Array(frame[datagram.payloadRange]))
            }
        }
        let (_, recognized) = check(payloads, CarrierDirectory())
        #expect(recognized > 100)
    }
}
