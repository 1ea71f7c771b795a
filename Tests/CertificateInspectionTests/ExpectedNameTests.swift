import CertificateInspection
import Testing

@Suite struct `Expected name` {
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        let matches: Bool
        var testDescription: String { name }

        init(_ name: String, _ matches: Bool) {
            self.name = name
            self.matches = matches
        }
    }

    private static let device = CertificateSummary(
        subject: #"CN=device-7,OU=Plant\, North,O=Example"#,
        subjectAlternativeNames: [
            "DNS:Device-7.example", "URI:spiffe://example/device-7", "IP:192.0.2.7", "EMAIL:ops@example.com",
        ]
    )

    @Test(arguments: [
        Row("device-7.example", true), Row("DEVICE-7.EXAMPLE", true), Row("*.example", true),
        Row("*.EXAMPLE", true), Row("example", false), Row("*.device-7.example", false), Row("*", false),
        Row("*.", false), Row("xdevice-7.example", false), Row("spiffe://example/device-7", true),
        Row("spiffe://example/device-70", false), Row("spiffe://example/Device-7", false),
        Row("192.0.2.7", true), Row("ops@example.com", true), Row("CN=device-7", true),
        Row("cn=device-7", true), Row("CN=device", false), Row("O=Example", true),
        Row(#"CN=device-7,OU=Plant\, North,O=Example"#, true),
        Row(#"CN=device-7, OU=Plant\, North, O=Example"#, true), Row("CN=device-7,O=Example", false),
        Row(#"O=Example,OU=Plant\, North,CN=device-7"#, false),
        // A common name counts only where there is no alternative name.
        Row("device-7", false),
    ]) func `is compared as its kind asks for`(_ row: Row) throws {
        #expect(try #require(ExpectedName(row.name)).matches(Self.device) == row.matches)
    }

    @Test(arguments: [
        Row("host.example", true), Row("*.example", true), Row("CN=host.example", true), Row("other", false),
    ]) func `may be a common name where there is no other`(_ row: Row) throws {
        let certificate = CertificateSummary(subject: "CN=host.example")
        #expect(try #require(ExpectedName(row.name)).matches(certificate) == row.matches)
    }

    @Test(arguments: ["", " ", "\t\n"]) func `is something`(_ text: String) {
        #expect(ExpectedName(text) == nil)
    }

    @Test func `is not found in what cannot be read`() throws {
        #expect(try #require(ExpectedName("CN=")).matches(CertificateSummary()) == false)
        #expect(
            try #require(ExpectedName("*.a")).matches(CertificateSummary(subject: "CN=.a,,=,\\")) == false
        )
    }
}
