import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport

/// Reports put together by hand, in the addresses of RFC 5737 and RFC 3849.
enum Sample {
    /// 2026-01-01T00:00:00Z, and so many microseconds later.
    static func time(_ microseconds: Int64 = 0) -> Timestamp {
        Timestamp(nanoseconds: 1_767_225_600_000_000_000 + microseconds * 1000)
    }

    static func packet(_ frame: UInt64, _ microseconds: Int64 = 0, input: UInt32 = 0) -> PacketReference {
        PacketReference(frame: frame, input: input, time: time(microseconds))
    }

    static let client = SocketAddress(address: IPAddress(ipv4: 0xC000_020A), port: 51234)
    static let server = SocketAddress(address: IPAddress(ipv4: 0xC000_0214), port: 8443)

    static let deviceCertificate = CertificateSummary(
        der: [0x30, 0x00],
        fingerprintSHA256: [0xAB, 0xCD],
        version: 3,
        serialNumber: "01",
        subject: "CN=device-7",
        issuer: "CN=Other CA",
        notBefore: CertificateTime(seconds: 1_767_225_600),
        notAfter: CertificateTime(seconds: 253_402_300_799),
        publicKey: "EC P-256",
        signatureAlgorithm: "ecdsa-with-SHA256",
        subjectAlternativeNames: ["URI:spiffe://example/device-7"],
        extendedKeyUsage: ["clientAuth"],
        keyUsage: ["digitalSignature"],
        basicConstraints: BasicConstraints(isCA: false),
        subjectKeyIdentifier: [1, 2]
    )

    /// CN=Example Root,O=Example.
    static let exampleRoot: [UInt8] = bytes(
        "3029 3110 300e 0603 55040a 0c07 4578616d706c65 3115 3013 0603 550403 0c0c 4578616d706c6520526f6f74"
    )

    static func bytes(_ hexadecimal: String) -> [UInt8] {
        [UInt8](hexadecimal: hexadecimal.filter { !$0.isWhitespace }) ?? []
    }

    static let unknownCA = AlertFact(
        Alert(level: .fatal, description: .unknownCA),
        from: .server,
        at: packet(14, 3000)
    )

    /// The example of the contract: a server refuses a client's certificate.
    static var refused: ConnectionReport {
        let tls = TLSFacts(
            version: .tls12,
            cipherSuite: .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            serverName: "api.example",
            applicationProtocol: "h2",
            authentication: .certificate,
            offeredVersions: [.tls13, .tls12]
        )
        var draft = ReportDraft(
            id: ConnectionID(1),
            transport: .tcp,
            client: client,
            server: server,
            first: packet(1),
            last: packet(17, 4000),
            tls: tls,
            verdict: Verdict(
                .failed,
                failure: Failure(.clientCertificateRejected, alert: unknownCA, closedBy: .server),
                reasons: [
                    .serverRequestedCertificate(packet(8)),
                    .clientPresentedCertificate(subject: "CN=device-7", packet(10)),
                    .alertSent(unknownCA),
                ]
            )
        )
        draft.certificateRequest = CertificateRequestFacts(
            packet: packet(8),
            stage: .handshake,
            certificateTypes: [.rsaSign],
            signatureAlgorithms: [.rsaPssRsaeSHA256],
            certificateAuthorities: [exampleRoot]
        )
        draft.clientCertificate = CertificateFacts(
            packet: packet(10),
            chain: CertificateChain(.x509([deviceCertificate])),
            provenAt: packet(10)
        )
        draft.serverCertificate = CertificateFacts(packet: packet(6), chain: CertificateChain(.x509([])))
        return draft.report
    }

    /// Nothing is known but that somebody said hello.
    static var bare: ConnectionReport {
        ReportDraft(
            id: ConnectionID(2),
            transport: .tcp,
            client: SocketAddress(address: IPAddress(ipv6High: 0x2001_0DB8_0000_0000, low: 1), port: 40000),
            server: SocketAddress(address: IPAddress(ipv6High: 0x2001_0DB8_0000_0000, low: 2), port: 443),
            first: packet(20, 5000),
            last: packet(20, 5000),
            verdict: Verdict(.incomplete, reasons: [.serverNeverAnsweredHello])
        ).report
    }

    static let expired = Diagnosis(
        .expired(Diagnosis.CertificateMention(.client, deviceCertificate), secondsAgo: 200),
        .error,
        evidence: [packet(10)]
    )

    static func report(_ verdict: Verdict) -> ConnectionReport {
        var draft = ReportDraft(refused)
        draft.verdict = verdict
        return draft.report
    }
}
