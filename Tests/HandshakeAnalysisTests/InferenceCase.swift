import HandshakeAnalysis
import TLSWire
import Testing

/// A connection as its records show it, and what they must be taken for.
struct InferenceCase: CustomTestStringConvertible, Sendable {
    enum Outcome: Hashable, Sendable {
        case status(Verdict.Status)
        case failure(Failure.Kind)

        static let completed = Outcome.status(.completed)
        static let notPresented = Outcome.status(.notPresented)
        static let notRequested = Outcome.status(.notRequested)
        static let undetermined = Outcome.status(.undetermined)
        static let incomplete = Outcome.status(.incomplete)
        static let rejected = Outcome.failure(.clientCertificateRejected)
        static let missing = Outcome.failure(.clientCertificateMissing)
        static let serverRejected = Outcome.failure(.serverCertificateRejected)
        static let gaveUp = Outcome.failure(.clientGaveUp)
    }

    let name: String
    var suite = CipherSuite.TLS_AES_256_GCM_SHA384
    var extensions: [UInt16] = []
    var ticket: Int?
    var hasGREASE = false
    /// Separated by slashes.
    let packets: String
    let outcome: Outcome
    var confidence: Verdict.Confidence?

    init(
        _ name: String,
        suite: CipherSuite = .TLS_AES_256_GCM_SHA384,
        extensions: [UInt16] = [],
        ticket: Int? = nil,
        hasGREASE: Bool = false,
        _ packets: String,
        _ outcome: Outcome,
        _ confidence: Verdict.Confidence? = nil
    ) {
        self.name = name
        self.suite = suite
        self.extensions = extensions
        self.ticket = ticket
        self.hasGREASE = hasGREASE
        self.packets = packets
        self.outcome = outcome
        self.confidence = confidence
    }

    var testDescription: String { name }

    func check() throws {
        let hellos = InferenceLog.Hellos(
            suite: suite,
            extensions: extensions,
            ticket: ticket,
            hasGREASE: hasGREASE
        )
        let verdict = try InferenceLog(hellos, packets.split(separator: "/").map(String.init)).verdict
        let found = verdict.failure.map { Outcome.failure($0.kind) } ?? .status(verdict.status)
        let comment = Comment(rawValue: "\(verdict.reasons)")
        #expect(found == outcome, comment)
        #expect(verdict.confidence == confidence, comment)
        #expect((verdict.basis == .inferred) == (confidence != nil))
        #expect(verdict.failure?.alert?.alert == nil)
    }
}
