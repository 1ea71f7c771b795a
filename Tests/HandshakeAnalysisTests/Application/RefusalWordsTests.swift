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
