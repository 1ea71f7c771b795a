import CertificateInspection
import HandshakeAnalysis
import OpenSSLHandles

/// Whom the user trusts, and whom they expect: read once, and shared by all engines.
struct TrustPolicy: Sendable {
    /// Authorities for either side's certificates; `nil` where none were named.
    let client: X509Store?
    let server: X509Store?
    /// Of a client; empty where anybody is welcome.
    let expectedClients: [ExpectedName]
    /// What a hidden certificate may be; `nil` where none were named.
    let known: KnownCertificates?

    /// Reads what the checks name.
    ///
    /// - Throws: ``AnalysisError`` for a file that cannot be read, or does not hold what it was named for.
    init(_ checks: CertificateChecks) throws(AnalysisError) {
        expectedClients = checks.expectedClients.compactMap { ExpectedName($0) }
        client = try Self.store(checks.clientAuthorities, checks.revocationLists)
        server = try Self.store(checks.serverAuthorities, checks.revocationLists)
        var certificates: [CertificateSummary] = []
        for path in checks.knownCertificates {
            try Self.add(path, "certificate") { content throws(X509Store.ContentError) in
                let found = try X509Store.certificates(in: content)
                certificates += found.map { CertificateParser.summary(ofDER: $0) }
                return found.count
            }
        }
        known = certificates.isEmpty ? nil : KnownCertificates(certificates)
    }

    var isEmpty: Bool { client == nil && server == nil && expectedClients.isEmpty }

    private static func store(
        _ authorities: [String],
        _ revocationLists: [String]
    ) throws(AnalysisError) -> X509Store? {
        guard !authorities.isEmpty else { return nil }
        guard let store = X509Store() else {
            throw AnalysisError(.other, authorities[0], "OpenSSL could not make room for certificates")
        }
        for path in authorities {
            try add(path, "certificate") { content throws(X509Store.ContentError) in
                try store.addAuthorities(content)
            }
        }
        for path in revocationLists {
            try add(path, "revocation list") { content throws(X509Store.ContentError) in
                try store.addRevocationLists(content)
            }
        }
        return store
    }

    /// Adds a file, or those files of a folder that hold what is looked for.
    private static func add(
        _ path: String,
        _ what: String,
        _ body: ([UInt8]) throws(X509Store.ContentError) -> Int
    ) throws(AnalysisError) {
        guard let files = try FileContent.files(in: path) else {
            let content = try FileContent.read(path, as: what)
            do throws(X509Store.ContentError) {
                _ = try body(content)
            } catch {
                throw AnalysisError(error, path, what)
            }
            return
        }
        var found = 0
        for file in files {
            let content = try FileContent.read(file, as: what)
            do throws(X509Store.ContentError) {
                found += try body(content)
            } catch .nothingFound {
                // A folder may hold anything.
                continue
            } catch {
                throw AnalysisError(error, file, what)
            }
        }
        if found == 0 { throw AnalysisError(.notTrustMaterial, path, "there is no \(what) in this folder") }
    }
}

extension AnalysisError {
    init(_ error: X509Store.ContentError, _ path: String, _ what: String) {
        switch error {
        case .nothingFound: self.init(.notTrustMaterial, path, "there is no \(what) in it, as PEM or DER")
        case .malformed(let block): self.init(.notTrustMaterial, path, "PEM block \(block) is not a \(what)")
        }
    }
}
