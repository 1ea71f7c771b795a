import ByteParsing
import CertificateInspection
import Testing

@testable import HandshakeAnalysis

/// An answer that mentions no certificate and names the one that was shown.
@Suite struct `A refusal that names the certificate` {
    private func concern(_ text: String, _ subject: String) -> ApplicationRefusal.Concern {
        let refusal = ApplicationRefusal(
            .http1,
            concerns: .unspecified,
            code: "403",
            text: text,
            packet: packet(9)
        )
        let client = CertificateSummary(subject: subject)
        return refusal.tied(to: client, server: nil, serverName: "api.example").concerns
    }

    @Test(arguments: [
        "\"CN=My Device 7\" may not read this", "subject CN=My Device 7,O=Example is not on the list",
        "'My Device 7' may not read this", "access for \"My Device 7\" is closed",
    ]) func `is tied to it by a name of several words`(_ text: String) {
        #expect(concern(text, "CN=My Device 7,O=Example") == .certificate)
    }

    @Test(arguments: [
        // Without quotation marks they may be anybody's words, and of a user the name of a user.
        "My Device 7 may not read this", "user 'My Device 7' may not read this", "'My Device 70' may not",
        "'not My Device 7' may not",
    ]) func `is not tied to it by words that may be others'`(_ text: String) {
        #expect(concern(text, "CN=My Device 7,O=Example") == .unspecified)
    }

    @Test func `is not tied to it by one word in quotation marks`() {
        #expect(concern("'device7' may not read this", "CN=device7") == .unspecified)
    }
}
