import Testing

@testable import HandshakeAnalysis

@Suite struct `Words of a refusal` {
    @Test(arguments: [
        ("\"trust\" authentication failed for user \"vfull\"", ApplicationRefusal.Concern.certificate),
        ("certificate authentication failed for user \"alice\"", .certificate),
        ("550 not authorized: UNABLE_TO_VERIFY_LEAF_SIGNATURE", .certificate),
        ("connection requires a valid client certificate", .missingCertificate),
    ])
    func `are about the certificate`(_ sentence: String, _ concern: ApplicationRefusal.Concern) {
        #expect(RefusalWords.concern(in: Array(sentence.utf8)) == concern)
    }

    /// What a page says of certificates is no refusal unless it says no, and of TLS's.
    @Test(
        arguments: [
            ("Your gift certificate has expired", nil),
            ("A birth certificate is required for this form", nil),
            ("AWS certification is required to enter the training portal", nil),
            ("You must log in to see your certificate of completion", nil),
            ("See our certificate programme", nil),
            ("Download the root certificate if your browser shows an error: certificate required", nil),
            ("Read how we keep every SSL certificate safe", nil),
            (
                "Sign in to order a certificate, renew one that is about to expire, or see which of your certificates were rejected by us",
                nil
            ),
            ("The SSL certificate error", ApplicationRefusal.Concern.certificate),
            ("No required SSL certificate was sent", .missingCertificate),
            ("client certificate not authorized", .certificate),
            ("Certificate required", .missingCertificate),
            ("certificate verify failed", .certificate),
            ("HTTP Error 403.13 - Client certificate revoked", .certificate),
            ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", .certificate),
        ] as [(String, ApplicationRefusal.Concern?)]
    )
    func `of a page have to say no`(_ sentence: String, _ concern: ApplicationRefusal.Concern?) {
        #expect(RefusalWords.refusal(inPage: Array(sentence.utf8)) == concern)
    }

    @Test func `far down on a page, in styles and in scripts are not looked at`() {
        func concern(_ body: String) -> ApplicationRefusal.Concern? {
            var page = PageText()
            page.read(Array(body.utf8))
            return page.match?.concerns
        }
        let words = "client certificate required"
        #expect(concern("<html><p>\(words)</p>") == .missingCertificate)
        #expect(concern("<html>" + String(repeating: "<p>welcome to us</p>", count: 200) + words) == nil)
        #expect(concern("<html><script>if (a<b) { say('\(words)') }</script><p>Forbidden</p>") == nil)
        #expect(concern("<html><style>/* \(words) */</style><p>\(words)</p>") == .missingCertificate)
    }

    /// Whatever a user, a role or a database is called, is not the server's word.
    @Test(arguments: [
        "Access denied for user 'x509'@'10.0.0.1' (using password: YES)",
        "password authentication failed for user \"certificate\"",
        "role \"certificates\" does not exist", "database \"x509\" does not exist",
        "Access denied for user 'x509",
    ])
    func `are not those of a name`(_ sentence: String) {
        #expect(RefusalWords.concern(in: Array(sentence.utf8)) == nil)
    }
}
