import AnalysisPipeline
import Foundation
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

/// Chains are judged as the endpoints judged them, and as `openssl verify` does.
@Suite struct `Trust in captures` {
    /// What OpenSSL says of chains, as servers and clients log it.
    private static let errors: [String: Int] = [
        "unable to get local issuer certificate": 20, "unable to verify the first certificate": 21,
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE": 21, "certificate has expired": 10, "CERT_HAS_EXPIRED": 10,
        "certificate is not yet valid": 9, "CERT_NOT_YET_VALID": 9, "certificate revoked": 23,
        "unsuitable certificate purpose": 26, "INVALID_PURPOSE": 26, "self-signed certificate": 18,
        "DEPTH_ZERO_SELF_SIGNED_CERT": 18, "CRL has expired": 12,
    ]

    /// What an endpoint said of the other's chain; `nil` if it said nothing in OpenSSL's words.
    private func said(by endpoint: String, _ truth: CaptureCase.Connection) -> Set<Int> {
        // Who got an alert, or QUIC's CONNECTION_CLOSE, names it, in words that may be the same.
        let ofOthers = ["alert", "CRYPTO_ERROR", "ended: error 0x1"]
        let lines = truth.evidence.filter { evidence in
            evidence.endpoint == endpoint && !ofOthers.contains { evidence.line.contains($0) }
        }.map(\.line)
        return Set(Self.errors.filter { text, _ in lines.contains { $0.contains(text) } }.map(\.value))
    }

    @Test(arguments: CaptureCase.all) func `is that of the endpoints`(_ sample: CaptureCase) throws {
        let expected = try sample.expected.get()
        let reports = try reports(sample, expected)
        for report in reports {
            guard let truth = expected.connection(of: report, in: reports) else { continue }
            check(report.clientCertificate, said(by: "server", truth))
            check(report.serverCertificate, said(by: "client", truth))
            // Who accepts what does not verify, or asks for no purpose, says so in the name of the case.
            let isStrict = !sample.folder.lastPathComponent.contains("-accepted")
            if truth.verdict.status == "completed", truth.afterwards == nil, isStrict,
                report.clientCertificate?.chain.leaf != nil
            {
                #expect(report.clientCertificate?.trust == .trusted)
            }
        }
    }

    private func check(_ certificate: CertificateFacts?, _ said: Set<Int>) {
        guard let certificate, certificate.chain.leaf != nil, !said.isEmpty else { return }
        let code = certificate.trust?.refusal?.code
        // A server that goes on after the first error, as nginx and Node.js do, logs the last: 21 after 20.
        #expect(code.map { said.contains($0) || ($0 == 20 && said.contains(21)) } == true, "\(said)")
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
    func `is that of openssl verify`() throws {
        var seen: Set<[[UInt8]]> = []
        for sample in CaptureCase.all {
            for report in try reports(sample, try sample.expected.get()) {
                for (role, certificate) in [
                    (Role.client, report.clientCertificate), (.server, report.serverCertificate),
                ] {
                    guard let certificate, let trust = certificate.trust,
                        case .x509(let chain) = certificate.chain.entries,
                        seen.insert([[role == .client ? 0 : 1]] + chain.map(\.der)).inserted
                    else { continue }
                    let name = sample.folder.lastPathComponent
                    if revocationLists(of: name) != nil, role == .server { continue }
                    #expect(
                        try verify(chain.map(\.der), role, certificate.packet.time.nanoseconds, name)
                            == (trust.refusal?.code ?? 0),
                        "\(name), \(role)"
                    )
                }
            }
        }
        #expect(seen.count > 20)
    }

    /// The number that `openssl verify` gives, 0 for a chain that is in order.
    private func verify(_ chain: [[UInt8]], _ role: Role, _ nanoseconds: Int64, _ name: String) throws -> Int
    {
        let folder = TemporaryFolder()
        var arguments = [
            "verify", "-no-CApath", "-no-CAstore", "-CAfile", Self.pki("root.pem"), "-attime",
            "\(nanoseconds / 1_000_000_000)", "-purpose", role == .client ? "sslclient" : "sslserver",
        ]
        for (index, der) in chain.enumerated().dropFirst() {
            arguments += ["-untrusted", folder.write(der, to: "\(index).der")]
        }
        for list in revocationLists(of: name) ?? [] { arguments += ["-crl_check_all", "-CRLfile", list] }
        arguments.append(folder.write(chain[0], to: "leaf.der"))
        let result = try Command.run(URL(fileURLWithPath: "/usr/bin/openssl"), arguments)
        guard result.status != 0 else { return 0 }
        // error 20 at 0 depth lookup: unable to get local issuer certificate
        let words = (result.outputText + result.errorText).split(whereSeparator: \.isWhitespace)
        let index = try #require(words.firstIndex(of: "error"), "\(result.errorText)")
        return try #require(Int(words[index + 1]))
    }

    // MARK: What the endpoints were given

    private static func pki(_ name: String) -> String {
        CaptureCase.root.appendingPathComponent("pki").appendingPathComponent(name).path
    }

    /// `nil` where the endpoints were given none.
    private func revocationLists(of name: String) -> [String]? {
        if name.contains("revoked") { return [Self.pki("root.crl.pem")] }
        return name.contains("crl-expired") ? [Self.pki("root-expired.crl.pem")] : nil
    }

    private func reports(
        _ sample: CaptureCase,
        _ expected: CaptureCase.Expected
    ) throws -> [ConnectionReport] {
        var checks = CertificateChecks()
        checks.signatures = .never
        checks.clientAuthorities = [Self.pki("root.pem")]
        checks.serverAuthorities = [Self.pki("root.pem")]
        checks.revocationLists = revocationLists(of: sample.folder.lastPathComponent) ?? []
        var analysis = try CaptureAnalysis(
            inputs: [sample.folder.appendingPathComponent(expected.capture).path],
            keyLogs: expected.keys.map { [sample.folder.appendingPathComponent($0).path] } ?? [],
            checks: checks
        )
        var last: [ConnectionID: ConnectionReport] = [:]
        _ = try analysis.run { for report in $0 { last[report.id] = report } }
        return Array(last.values)
    }
}
