import HandshakeAnalysis
import TestSupport
import Testing

@testable import AnalysisPipeline

extension DTLS {
    /// Silence is one with connection ids too, which hide what a record is, and where records with one are filled up, as by Mbed TLS.
    @Test(arguments: [1, 8]) func `a flight under connection ids that is sent again is silence`(
        _ padding: Int
    ) throws {
        let capture = try #require(Self.captures.first { $0.path.contains("gnutls-dtls12-no-certificate/") })
        let packets = try capture.packets().map { packet in
            var packet = packet
            packet.frame = frame(withID(Array(packet.frame[42...]), padding), as: packet)
            return packet
        }
        let report = try #require(analyse(packets).first)
        #expect(report.tls.version == .dtls12)
        #expect(report.verdict.failure?.kind == .clientCertificateMissing)
        #expect(report.verdict.confidence == .medium)
    }

    private static let id: [UInt8] = [0xAA, 0xBB, 0xCC, 0xDD]

    /// The records of a datagram, the hellos with extension 54, and what is sealed with an id and longer by the type and `padding - 1`
    /// zeros (RFC 9146, sections 3 and 4).
    private func withID(_ datagram: [UInt8], _ padding: Int) -> [UInt8] {
        var result: [UInt8] = []
        var rest = datagram[...]
        while rest.count > 13 {
            let start = rest.startIndex
            let end = start + 13 + Int(rest[start + 11]) << 8 + Int(rest[start + 12])
            var body = Array(rest[start + 13..<end])
            var head = Array(rest[start..<start + 11])
            if rest[start + 4] > 0 {
                head[0] = 25
                head += Self.id
                body += [UInt8](repeating: 0x99, count: padding)
            } else if rest[start] == 22, body[0] == 1 || body[0] == 2 {
                body = withExtension(body)
            }
            result += head + be(UInt16(body.count)) + body
            rest = rest[end...]
        }
        return result
    }

    /// A hello in one piece, with one extension more.
    private func withExtension(_ message: [UInt8]) -> [UInt8] {
        let body = Array(message[12...])
        var place = 34
        place += 1 + Int(body[place])
        if message[0] == 1 {
            place += 1 + Int(body[place])
            place += 2 + Int(body[place]) << 8 + Int(body[place + 1])
            place += 1 + Int(body[place])
        } else {
            place += 3
        }
        let own = be(UInt16(54)) + be(UInt16(Self.id.count + 1)) + [UInt8(Self.id.count)] + Self.id
        let extensions = body[(place + 2)...] + own
        let changed = body[..<place] + be(UInt16(extensions.count)) + extensions
        let length = [0] + be(UInt16(changed.count))
        return [message[0]] + length + message[4..<6] + [0, 0, 0] + length + changed
    }
}
