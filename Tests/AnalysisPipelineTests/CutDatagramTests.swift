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

    private func verdict(_ packets: some Sequence<TestPacket>) throws -> Verdict {
        try #require(analyse(Array(packets), keys: nil).first).verdict
    }

    @Test func `end right after an empty Certificate, and leave it open whether the server is silent`() throws
    {
        let end = try verdict(packets("dtls-mbedtls-dtls12-no-certificate-optional").prefix(6))
        #expect(end.status == .incomplete || end.confidence == .low)
    }

    @Test func `end while a certificate's flight comes again, which datagrams that are lost explain`() throws
    {
        let end = try verdict(packets("dtls-gnutls-dtls12-bad-network-5").prefix(19))
        #expect(end.status == .incomplete || end.confidence == .low)
    }

    @Test func `begin behind the server's certificate, and it is what the client refuses`() throws {
        let late = try verdict(packets("dtls-java-dtls12-server-untrusted").dropFirst(6))
        #expect(late.failure?.kind == .serverCertificateRejected && late.confidence == .low)
    }
}
