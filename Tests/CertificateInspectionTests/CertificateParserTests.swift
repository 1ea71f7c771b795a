import ByteParsing
import CertificateInspection
import Testing

@Suite struct `Certificate parser` {
    @Test(arguments: CertificateFixture.all) func `agrees with OpenSSL`(_ fixture: CertificateFixture) {
        let summary = CertificateParser.summary(ofDER: fixture.der)
        #expect(summary.reading == .complete)
        #expect(summary.version == fixture.version)
        // RFC 4514 spells streetAddress in capitals; OpenSSL does not.
        #expect(summary.subject == fixture.subject.replacing("street=", with: "STREET="))
        #expect(summary.issuer == fixture.issuer.replacing("street=", with: "STREET="))
        #expect(summary.serialNumber == fixture.serialNumber)
        #expect(summary.notBefore?.seconds == fixture.notBefore)
        #expect(summary.notAfter?.seconds == fixture.notAfter)
        // OpenSSL prints the hash of RSA-PSS on a line of its own, and 3.0 does not know the latest algorithms.
        if fixture.signatureAlgorithm == "rsassaPss" {
            #expect(summary.signatureAlgorithm?.hasPrefix("rsassaPss-with-SHA") == true)
        } else if fixture.signatureAlgorithm.first?.isNumber == false {
            #expect(summary.signatureAlgorithm == fixture.signatureAlgorithm)
        }
        #expect(summary.fingerprintSHA256.hexadecimal == fixture.fingerprint)
        #expect(summary.unreadableExtensions == [])
    }

    @Test func `reads the extensions of a client's certificate`() {
        let summary = CertificateParser.summary(ofDER: CertificateFixture.spiffeDevice.der)
        #expect(summary.subjectAlternativeNames == ["URI:spiffe://example/device-7", "DNS:device-7.example"])
        #expect(summary.extendedKeyUsage == ["clientAuth", "serverAuth", "1.2.3.4"])
        #expect(summary.keyUsage == ["digitalSignature"])
        #expect(summary.basicConstraints == BasicConstraints(isCA: false))
        #expect(summary.subjectKeyIdentifier == [1, 2, 3])
        #expect(summary.authorityKeyIdentifier == [0x0A, 0x0B])
        #expect(!summary.isSelfIssued)
        #expect(summary.issuerName == bytes("3017 3115 3013 0603550403 0c0c 4578616d706c6520526f6f74"))
    }

    @Test func `reads an authority's certificate`() {
        let summary = CertificateParser.summary(ofDER: CertificateFixture.certificateAuthority.der)
        #expect(summary.basicConstraints == BasicConstraints(isCA: true, pathLength: 2))
        #expect(summary.keyUsage == ["keyCertSign", "cRLSign"])
        #expect(summary.extendedKeyUsage == nil)
        #expect(summary.isSelfIssued)
    }

    @Test func `writes every kind of alternative name`() {
        let summary = CertificateParser.summary(ofDER: CertificateFixture.everyAlternativeName.der)
        #expect(
            summary.subjectAlternativeNames == [
                "OTHER:1.3.6.1.4.1.311.20.2.3=user@corp.example", "OTHER:1.2.3.4=#020105",
                "EMAIL:user@example.com", "DNS:*.example", #"DIRNAME:CN=inner,O=A\, B"#, "URI:urn:uuid:1",
                "IP:192.0.2.1", "IP:2001:db8::1", "IP:#010203", "RID:1.2.840.1",
            ]
        )
    }

    @Test(arguments: [
        (CertificateFixture.spiffeDevice, "EC P-256"), (.rsa, "RSA 2048"), (.rsaPSS, "RSA 2048"),
        (.ed25519, "Ed25519"), (.ed448, "Ed448"), (.p384, "EC P-384"), (.secp256k1, "EC secp256k1"),
        (.brainpool, "EC brainpoolP384r1"), (.dsa, "DSA 1024"),
    ]) func `names the public key`(_ fixture: CertificateFixture, _ expected: String) {
        #expect(CertificateParser.summary(ofDER: fixture.der).publicKey == expected)
    }

    @Test func `clamps a far time to what nanoseconds can hold`() {
        let summary = CertificateParser.summary(ofDER: CertificateFixture.forever.der)
        #expect(summary.notAfter?.timestamp.nanoseconds == .max)
        #expect(summary.notBefore?.timestamp.nanoseconds == -631_152_000_000_000_000)
        #expect(summary.notAfter?.isBefore(Timestamp(nanoseconds: 1_800_000_000_000_000_000)) == false)
    }

    @Test func `knows the key of a raw public key and nothing else`() {
        let key = bytes("302a 3005 06032b6570 0321 00" + String(repeating: "ab", count: 32))
        let summary = CertificateParser.summary(ofSubjectPublicKeyInfo: key)
        #expect(summary.reading == .rawPublicKey)
        #expect(summary.publicKey == "Ed25519")
        #expect(summary.subject == nil)
        #expect(PublicKeyDescription.text(ofSubjectPublicKeyInfo: [0x30, 0]) == nil)
    }
}
