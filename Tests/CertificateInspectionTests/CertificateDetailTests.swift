import ByteParsing
import CertificateInspection
import Foundation
import TestSupport
import Testing

/// The facts beyond names and validity, against what `openssl x509 -text` prints.
@Suite struct `Certificate details` {
    @Test(arguments: CertificateFixture.all)
    func `are those that openssl prints`(_ fixture: CertificateFixture) throws {
        let summary = CertificateParser.summary(ofDER: fixture.der)
        let openssl = try OpenSSLText(ofDER: fixture.der)
        if let bits = openssl.value("Public-Key: (")?.split(separator: " ").first,
            let key = summary.publicKey, key.hasPrefix("RSA") || key.hasPrefix("DSA")
        {
            #expect(key.split(separator: " ").last == bits)
        }
        if let exponent = openssl.value("Exponent: ")?.split(separator: " ").first {
            #expect(summary.publicExponent == String(exponent))
        }
        let points = openssl.lines.drop { !$0.hasPrefix("X509v3 CRL Distribution Points") }
        let locations = points.filter { $0.hasPrefix("URI:") }
        #expect(summary.crlDistributionPoints.filter { $0.hasPrefix("URI:") } == Array(locations))
        #expect(summary.ocspResponders == openssl.values("OCSP - "))
        #expect(summary.issuerCertificates == openssl.values("CA Issuers - "))
        let policies = openssl.values("Policy: ").map(Self.policyName)
        #expect(summary.certificatePolicies == policies)
        #expect(
            summary.subjectKeyIdentifier?.hexadecimal.uppercased()
                == openssl.content(below: "X509v3 Subject Key Identifier")?.replacing(":", with: "")
        )
        let names = openssl.content(below: "X509v3 Subject Alternative Name") ?? ""
        for name in summary.subjectAlternativeNames
        where name.hasPrefix("DNS:") || name.hasPrefix("URI:") || name.hasPrefix("IP:192") {
            #expect(names.contains(name.replacing("IP:", with: "IP Address:")))
        }
        let usage = openssl.content(below: "X509v3 Key Usage").map(Self.usages)
        #expect(summary.keyUsage.map { Set($0) } == usage)
        let isCritical = openssl.lines.filter { $0.hasSuffix(": critical") && $0.first?.isNumber == true }
        #expect(summary.unhandledCriticalExtensions == isCritical.map { String($0.dropLast(10)) })
    }

    private static func policyName(_ text: String) -> String {
        let names = ["X509v3 Any Policy": "anyPolicy", "2.23.140.1.2.1": "domain-validated"]
        return names[text] ?? text
    }

    /// `Digital Signature, CRL Sign` as `digitalSignature`, `cRLSign`.
    private static func usages(_ text: String) -> Set<String> {
        let names = [
            "Digital Signature": "digitalSignature", "Certificate Sign": "keyCertSign", "CRL Sign": "cRLSign",
            "Key Encipherment": "keyEncipherment", "Non Repudiation": "nonRepudiation",
        ]
        return Set(text.split(separator: ", ").map { names[String($0)] ?? String($0) })
    }

    @Test func `name what openssl of today does not know`() {
        let lattice = CertificateParser.summary(ofDER: CertificateFixture.mlDSA.der)
        #expect(lattice.publicKey == "ML-DSA-44")
        #expect(lattice.signatureAlgorithm == "ML-DSA-44")
        let hashBased = CertificateParser.summary(ofDER: CertificateFixture.slhDSA.der)
        #expect(hashBased.publicKey == "SLH-DSA-SHA2-128s")
        #expect(hashBased.signatureAlgorithm == "SLH-DSA-SHA2-128s")
        #expect(
            CertificateParser.summary(ofDER: CertificateFixture.explicitCurve.der).publicKey == "EC explicit"
        )
    }

    @Test(
        arguments: [
            (CertificateFixture.rsa, "65537", true), (.rsaExponentThree, "3", true),
            (.rsaExponentOne, "1", false),
            (.rsaExponentEven, "65538", false), (.rsaExponentHuge, "0x0100000000000000000001", false),
            (.rsaPSSKey, "65537", true), (.spiffeDevice, nil, true),
        ] as [(CertificateFixture, String?, Bool)]
    ) func `judge an RSA exponent`(_ fixture: CertificateFixture, _ exponent: String?, _ isSound: Bool) {
        let summary = CertificateParser.summary(ofDER: fixture.der)
        #expect(summary.publicExponent == exponent)
        #expect(summary.hasSoundExponent == isSound)
    }

    @Test func `give RSA-PSS its hash`() {
        let usual = CertificateParser.summary(ofDER: CertificateFixture.rsaPSS.der)
        #expect(usual.signatureAlgorithm == "rsassaPss-with-SHA256")
        let weak = CertificateParser.summary(ofDER: CertificateFixture.rsaPSSWithSHA1.der)
        #expect(weak.signatureAlgorithm == "rsassaPss-with-SHA1")
    }

    @Test func `find critical extensions that nobody knows`() {
        let summary = CertificateParser.summary(ofDER: CertificateFixture.unknownCritical.der)
        #expect(summary.unhandledCriticalExtensions == ["1.2.3.4.5", "2.5.29.99"])
        #expect(summary.reading == .complete)
        let usual = CertificateParser.summary(ofDER: CertificateFixture.everyAlternativeName.der)
        #expect(!usual.hasUnhandledCriticalExtensions)
    }

    @Test func `take the places of revocation lists of every form`() {
        let summary = CertificateParser.summary(ofDER: CertificateFixture.everyService.der)
        #expect(
            summary.crlDistributionPoints == [
                "URI:http://crl.example/1.crl", "URI:ldap://crl.example/cn=1", "DIRNAME:CN=list",
            ]
        )
        #expect(summary.hasIssuance)
    }

    @Test(arguments: CertificateFixture.all)
    func `are written as they are told`(_ fixture: CertificateFixture) {
        let summary = CertificateParser.summary(ofDER: fixture.der)
        #expect(summary.fingerprintSHA256Text.string == fixture.fingerprint)
        #expect(summary.publicKeySHA256Text?.string == summary.publicKeySHA256?.hexadecimal)
        #expect(summary.subjectKeyIdentifierText?.string == summary.subjectKeyIdentifier?.hexadecimal)
        #expect(summary.authorityKeyIdentifierText?.string == summary.authorityKeyIdentifier?.hexadecimal)
    }

    @Test func `hash the key as pins do`() throws {
        let key = bytes("302a 3005 06032b6570 0321 00" + String(repeating: "ab", count: 32))
        let summary = CertificateParser.summary(ofDER: CertificateFixture.ed25519.der)
        let again = CertificateParser.summary(ofDER: CertificateFixture.ed448.der)
        #expect(summary.publicKeySHA256?.count == 32)
        #expect(summary.publicKeySHA256 != again.publicKeySHA256)
        // openssl pkey -pubin -inform DER -outform DER | openssl dgst -sha256, of the bytes above.
        let expected = try Command.run(
            .init(fileURLWithPath: "/usr/bin/openssl"),
            ["dgst", "-sha256", "-r"],
            input: key
        ).outputText.prefix(64)
        #expect(
            CertificateParser.summary(ofSubjectPublicKeyInfo: key).publicKeySHA256?.hexadecimal
                == String(expected)
        )
    }
}
