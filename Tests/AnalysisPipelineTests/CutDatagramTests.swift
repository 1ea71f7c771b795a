import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

/// Captures of datagrams that end, or begin, in the middle of a handshake: that nothing more is there is nobody's silence.
@Suite struct `Datagrams of which a part was captured` {
    private func packets(_ name: String) throws -> [TestPacket] {
        try #require(ShippedCapture.all.first { $0.path.contains("/\(name)/") }, "\(name)").packets()
    }

    private func keys(_ name: String) throws -> [UInt8] {
        try #require(ShippedCapture.all.first { $0.path.contains("/\(name)/") }, "\(name)").keys
    }

    private func verdict(_ packets: some Sequence<TestPacket>) throws -> Verdict {
        try #require(analyse(Array(packets), keys: nil).first).verdict
    }

    @Test(arguments: [
        ("dtls-mbedtls-dtls12-no-certificate-optional", 6), ("openvpn-tls13-tls-auth-mutual", 8),
        ("openvpn-tls12-unknown-ca", 8), ("dtls-gnutls-dtls12-bad-network-5", 20),
    ]) func `end right after a flight, and leave it open whether the other side is silent`(
        _ name: String,
        _ count: Int
    ) throws {
        // What stacks do that refuse by silence looks alike, so that may be said, with low confidence.
        let verdict = try verdict(packets(name).prefix(count))
        #expect(verdict.status == .incomplete || verdict.confidence == .low)
        #expect(verdict.status != .completed)
    }

    @Test func `go on with other packets after a flight that nobody answers, which is silence`() throws {
        let silent = try Array(packets("dtls-mbedtls-dtls12-no-certificate-optional").prefix(6))
        var later = try packets("dtls-mbedtls-dtls12-mutual")
        for index in later.indices { later[index].seconds = silent[0].seconds + 5 }
        let first = try verdict(silent + later)
        #expect(first.failure?.kind == .clientCertificateMissing && first.confidence == .low)
    }

    @Test(arguments: [
        "quic-aioquic-aioquic-mutual", "quic-quic-go-quic-go-mutual", "quic-aioquic-aioquic-mutual-v2",
    ]) func `of QUIC whose snapshot length cuts the hello are a connection that is cut`(_ name: String) throws
    {
        var packets = try packets(name)
        for index in packets.indices where packets[index].frame.count > 128 {
            packets[index].originalLength = packets[index].frame.count
            packets[index].frame.removeLast(packets[index].frame.count - 128)
        }
        let reports = analyse(packets)
        #expect(reports.count == 1)
        let report = try #require(reports.first)
        #expect(report.verdict.status == .incomplete || report.verdict.status == .undetermined)
        #expect(report.diagnoses.first?.code == .captureTruncated)
        #expect(report.facts.facts.cutBytes.client > 0 && report.facts.facts.cutBytes.server > 0)
        #expect(!report.diagnoses.contains { $0.code == .serverNeverAnswered })
        // Without a client's first packet it is nobody's.
        #expect(analyse(Array(packets.drop { $0.frame.count < 128 }.dropFirst(4))).count <= 1)
    }

    @Test func `of DTLS under Cisco's version are read, and not counted as unread`() throws {
        var packets = try packets("dtls-openssl-dtls10-mutual")
        for index in packets.indices { packets[index].frame = ciscoVersion(packets[index].frame) }
        #expect(try verdict(packets).status == .completed)
        var decoder = PacketDecoder()
        for packet in packets {
            _ = decoder.decode(
                packet.frame.span,
                originalLength: packet.frame.count,
                linkType: packet.linkType,
                at: PacketReference(frame: 1, time: Timestamp(nanoseconds: 0))
            )
        }
        #expect(decoder.passedOver.isEmpty)
    }

    /// The version of the records in a frame's datagram, and of the hellos in them, as OpenSSL 0.9.8 and AnyConnect have it.
    private func ciscoVersion(_ frame: [UInt8]) -> [UInt8] {
        var frame = frame
        for place in 14..<max(frame.count - 1, 14) where frame[place] == 0xFE && frame[place + 1] == 0xFF {
            frame[place] = 1
            frame[place + 1] = 0
        }
        return frame
    }

    @Test(arguments: [2, 7]) func `lack a packet of a handshake that both sides finished, which secrets show`(
        _ missing: Int
    ) throws {
        let secrets = try keys("dtls-openssl-dtls12-mutual")
        var rest = try packets("dtls-openssl-dtls12-mutual")
        rest.remove(at: missing - 1)
        let report = try #require(analyse(rest, keys: secrets).first)
        #expect(report.verdict.status == .completed && report.tls.isDecrypted)
    }

    @Test func `lack the packet with what HTTP/3 answers, and are not sure that nobody was refused`() throws {
        let name = "quic-aioquic-aioquic-http3-no-certificate"
        let (whole, secrets) = try (packets(name), keys(name))
        let full = try #require(analyse(whole, keys: secrets).first).verdict
        #expect(full.failure?.kind == .clientCertificateMissingByApplication)
        let verdict = try #require(analyse(Array(whole[..<7] + whole[8...]), keys: secrets).first).verdict
        #expect(verdict.status == .notPresented && verdict.confidence == .low)
    }

    @Test func `end while a certificate's flight comes again, which datagrams that are lost explain`() throws
    {
        #expect(try verdict(packets("dtls-gnutls-dtls12-bad-network-5").prefix(19)).status == .incomplete)
    }

    @Test func `hold one connection, although a flight is sent again after its report`() throws {
        let whole = try packets("dtls-openssl-dtls12-mutual")
        // From the client's Certificate to the server's Finished.
        var again = Array(whole[16..<24])
        for index in again.indices { again[index].seconds += 3 }
        #expect(analyse(whole + again, keys: nil).count == 1)
    }

    @Test func `begin behind the server's certificate, and it is what the client refuses`() throws {
        let late = try verdict(packets("dtls-java-dtls12-server-untrusted").dropFirst(6))
        #expect(late.failure?.kind == .serverCertificateRejected && late.confidence == .low)
    }
}
