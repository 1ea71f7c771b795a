import ByteParsing
import CertificateInspection
import FuzzSupport
import HandshakeAnalysis
import OpenSSLHandles

@testable import AnalysisPipeline

/// The input is a chain of certificates as a message has it, a name that is expected, and the content of a file that
/// is named for an authority's.
@_cdecl("FuzzChains_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        var input = FuzzInput(unsafe copy(start, count))
        let how = input.byte()
        let expected = input.chunk()
        let file = input.chunk()
        read(file)
        judge(input.rest(), how, expected)
        return 0
    }
}

private let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/captures/pki/"

private let store: X509Store? = {
    guard let store = X509Store() else { return nil }
    for name in ["root.pem", "intermediate.pem"] {
        if let content = try? FileContent.read(root + name, as: "certificate") {
            _ = try? store.addAuthorities(content)
        }
    }
    if let content = try? FileContent.read(root + "root.crl.pem", as: "revocation list") {
        _ = try? store.addRevocationLists(content)
    }
    return store
}()

/// A file of authorities or of revocation lists.
private func read(_ content: [UInt8]) {
    guard !content.isEmpty, let store = X509Store() else { return }
    _ = try? store.addAuthorities(content)
    _ = try? store.addRevocationLists(content)
    for der in (try? X509Store.certificates(in: content)) ?? [] {
        _ = store.verify([der], for: .client, at: 1_800_000_000, checkingRevocation: .chain)
    }
}

private func judge(_ body: [UInt8], _ how: UInt8, _ expected: [UInt8]) {
    let certificates = CertificateStore()
    let chain =
        how & 1 == 0 ? try? certificates.chain(of: body.span) : try? certificates.chain13(of: body.span)
    guard let chain, case .x509(let all) = chain.entries else { return }
    precondition(all.count <= CertificateChain.maximumCertificates)
    if let leaf = chain.leaf, let name = ExpectedName(String(decoding: expected, as: UTF8.self)) {
        _ = name.matches(leaf)
    }
    let readable = all.prefix(TrustChecker.maximumCertificates).map(\.der)
    for purpose in [X509Store.Purpose.client, .server] {
        let second = Int64(how) * 10_000_000 + 1_000_000_000
        guard
            let answer = store?.verify(
                Array(readable),
                for: purpose,
                at: second,
                checkingRevocation: how & 2 == 0 ? .none : .chain
            )
        else { continue }
        // The same question has the same answer at least for this moment.
        precondition(answer.holds.contains(second))
    }
}
