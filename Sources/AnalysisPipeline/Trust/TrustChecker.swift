import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import OpenSSLHandles
import TLSWire

/// Judges chains and names for all connections of one engine; used by one thread at a time.
///
/// A chain is built and checked once, and again only when the packets' time has passed a moment at which something in
/// it, or among the authorities, becomes valid or ceases to be.
final class TrustChecker {
    /// Chains whose answers are kept; at the next one they are all dropped.
    static let maximumChains = 4096
    /// Certificates of a chain that are looked at; OpenSSL follows no more than a hundred.
    static let maximumCertificates = 32

    private struct Question: Hashable {
        let role: Role
        let chain: [ObjectIdentifier]
    }

    private struct Answer {
        let trust: ChainTrust?
        let holds: Range<Int64>
        /// Held on to, so that no other certificate takes the identity of one of them.
        let chain: [CertificateSummary]
    }

    private let policy: TrustPolicy
    private var answers = BoundedTable<Question, Answer>(capacity: maximumChains)

    /// Of ``TrustPolicy/expectedClients``, made once, so that all connections share them.
    private let expectedNames: [String]

    init(_ policy: TrustPolicy) {
        self.policy = policy
        expectedNames = policy.expectedClients.map(\.text)
    }

    /// Notes in the facts what is to be said of both sides' certificates.
    func check(_ facts: inout HandshakeFacts) {
        if let certificate = facts.clientCertificate {
            facts.noteTrust(
                .client,
                trust(in: certificate, of: .client),
                isExpected: isExpected(certificate.chain),
                expectedNames: expectedNames
            )
        }
        if policy.server != nil, let certificate = facts.serverCertificate {
            facts.noteTrust(.server, trust(in: certificate, of: .server), isExpected: nil)
        }
    }

    private func isExpected(_ chain: CertificateChain) -> Bool? {
        guard !policy.expectedClients.isEmpty, let leaf = chain.leaf, leaf.subject != nil else { return nil }
        return policy.expectedClients.contains { $0.matches(leaf) }
    }

    private func trust(in certificate: CertificateFacts, of role: Role) -> ChainTrust? {
        guard let store = role == .client ? policy.client : policy.server,
            case .x509(let all) = certificate.chain.entries, !all.isEmpty
        else { return nil }
        let chain = Array(all.prefix(Self.maximumCertificates))
        let nanoseconds = certificate.packet.time.nanoseconds
        let second = nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0)
        let question = Question(role: role, chain: chain.map { ObjectIdentifier($0) })
        if let answer = answers[question], answer.holds.contains(second) { return answer.trust }
        let answer = ask(store, chain, role, second)
        answers[question] = answer
        return answer.trust
    }

    private func ask(
        _ store: X509Store,
        _ chain: [CertificateSummary],
        _ role: Role,
        _ second: Int64
    ) -> Answer {
        let readable = chain.map(\.der).filter { $0.count <= CertificateParser.largestCertificate }
        guard readable.first == chain.first?.der,
            let answer = verify(store, chain, readable, role, second, revocation(store, chain, role))
        else { return Answer(trust: nil, holds: .min..<(.max), chain: chain) }
        // The lists may be those of the clients' authority alone: one that cannot be used says nothing of a server.
        if role == .server, answer.trust?.refusal?.kind == .revocationUnknown {
            return verify(store, chain, readable, role, second, .none) ?? answer
        }
        return answer
    }

    private func verify(
        _ store: X509Store,
        _ chain: [CertificateSummary],
        _ der: [[UInt8]],
        _ role: Role,
        _ second: Int64,
        _ revocation: X509Store.Revocation
    ) -> Answer? {
        let purpose: X509Store.Purpose = role == .client ? .client : .server
        guard
            let (outcome, holds) = store.verify(
                der,
                for: purpose,
                at: second,
                checkingRevocation: revocation
            )
        else { return nil }
        let trust: ChainTrust =
            switch outcome {
            case .trusted: .trusted
            case .refused(let code, let text, let depth):
                .refused(ChainTrust.Refusal(code: code, text: text, depth: depth))
            }
        return Answer(trust: trust, holds: holds, chain: chain)
    }

    /// Servers that are given lists want one for every certificate; clients look only at the server's own, if at all.
    private func revocation(
        _ store: X509Store,
        _ chain: [CertificateSummary],
        _ role: Role
    ) -> X509Store.Revocation {
        guard store.hasRevocationLists else { return .none }
        guard role == .server else { return .chain }
        return chain.first?.issuerName.map(store.hasRevocationList) == true ? .leaf : .none
    }
}
