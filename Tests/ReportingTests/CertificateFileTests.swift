import CertificateInspection
import Foundation
import HandshakeAnalysis
import Reporting
import TestSupport
import Testing

@Suite struct `Certificate files` {
    @Test(
        arguments: [
            ("CN=device-7,O=Example", "device-7"), ("CN=api.example", "api.example"),
            ("O=No Common Name", "O_No_Common_Name"),
            ("CN=../../etc/passwd", "._._etc_passwd"), ("CN=..", "._"), ("CN=/", "_"),
            (#"CN=a\,b,O=c"#, "a_b"),
            (#"CN=\0A\00"#, "_"), ("CN=-rf *", "-rf_"), ("CN=Größe 東京 💡", "Gr_e_"), ("CN=", "unnamed"),
            ("CN=" + String(repeating: "x", count: 100_000), String(repeating: "x", count: 60)),
            ("CN=a\u{202E}b\u{0}c\u{1B}[31m", "a_b_c_31m"), ("", "unnamed"), (nil, "unreadable"),
        ] as [(String?, String)]
    )
    func `have names without anything that a shell or a file system minds`(_ subject: String?, _ name: String)
    {
        let certificate = CertificateSummary(
            der: [0x30, 0],
            fingerprintSHA256: [UInt8](repeating: 0xAB, count: 32),
            subject: subject
        )
        let file = CertificateFile(certificate, as: .client)
        #expect(file.name == "client-\(name)-abababababababab.pem")
    }

    @Test(arguments: 0..<200) func `hold the certificate in base 64`(_ count: Int) throws {
        let der = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let file = CertificateFile(CertificateSummary(der: der), as: .root)
        let lines = String(decoding: file.contents, as: UTF8.self).split(separator: "\n")
        #expect(lines.first == "-----BEGIN CERTIFICATE-----")
        #expect(lines.last == "-----END CERTIFICATE-----")
        let body = lines.dropFirst().dropLast()
        #expect(body.dropLast().allSatisfy { $0.count == 64 })
        #expect(Data(base64Encoded: body.joined()).map { Array($0) } == der)
    }

    @Test func `are those of both sides, by their roles`() {
        func summary(_ name: String, _ issuer: UInt8, isCA: Bool?) -> CertificateSummary {
            CertificateSummary(
                der: Array(name.utf8),
                version: 3,
                subject: "CN=\(name)",
                subjectName: Array(name.utf8),
                issuerName: issuer == 0 ? Array(name.utf8) : [issuer],
                basicConstraints: isCA.map { BasicConstraints(isCA: $0) }
            )
        }
        var draft = ReportDraft(Sample.refused)
        let chain = CertificateChain(
            .x509([
                summary("leaf", 1, isCA: nil), summary("middle", 2, isCA: true),
                summary("stray", 2, isCA: false),
                summary("top", 0, isCA: true), CertificateSummary(),
            ])
        )
        draft.clientCertificate = CertificateFacts(packet: Sample.packet(10), chain: chain)
        draft.serverCertificate = CertificateFacts(
            packet: Sample.packet(6),
            chain: CertificateChain(.hidden),
            basis: .inferred
        )
        let names = CertificateFile.all(of: draft.report).map {
            $0.name.split(separator: "-").prefix(2).joined(separator: "-")
        }
        #expect(names == ["client-leaf", "intermediate-middle", "other-stray", "root-top"])
    }
}
