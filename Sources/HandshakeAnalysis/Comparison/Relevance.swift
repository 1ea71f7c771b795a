import ByteParsing
import CertificateInspection
import TLSWire

/// Ranks differences by what they explain: how the worse of two handshakes ended.
struct Relevance {
    let good: ComparedHandshake
    let bad: ComparedHandshake
    /// The side whose outcome wants an explanation.
    let subject: ComparedSide
    /// What can explain it, the likeliest first.
    private let causes: [ComparedAspect]
    /// What the worse side's first diagnosis rests on: the best of causes.
    private let diagnosed: [ComparedAspect]

    init(good: ComparedHandshake, bad: ComparedHandshake, subject: ComparedSide) {
        self.good = good
        self.bad = bad
        self.subject = subject
        let (worse, better) = subject == .bad ? (bad, good) : (good, bad)
        let likely = Self.causes(of: worse, beside: better)
        let diagnosed = worse.report.diagnoses.first { $0.severity == .error }?.code.explainingAspects ?? []
        self.diagnosed = diagnosed
        causes = diagnosed + likely.filter { !diagnosed.contains($0) }
    }

    /// Differences in the order of their consequence; among causes, the likeliest first.
    func ordered(_ differences: [Difference]) -> [Difference] {
        let hasDefect = differences.contains { $0.consequence == .cause && !$0.aspect.tellsCertificatesApart }
        let isOther = differences.contains { $0.consequence == .cause && $0.aspect.isOfCertificate }
        let differences = differences.map { difference in
            guard difference.consequence == .cause, difference.aspect.tellsCertificatesApart,
                !diagnosed.contains(difference.aspect)
            else { return difference }
            // That it is another certificate explains something only if nothing says what is wrong with it.
            if difference.aspect.isFingerprint, isOther { return difference.with(.incidental) }
            return hasDefect ? difference.with(.circumstance) : difference
        }
        let places = Dictionary(
            ComparedAspect.all.enumerated().map { ($1, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        func rank(_ difference: Difference) -> (Difference.Consequence, Int) {
            let place =
                difference.consequence == .cause ? causes.firstIndex(of: difference.aspect) : nil
            return (difference.consequence, place ?? places[difference.aspect] ?? 0)
        }
        return differences.sorted { rank($0) < rank($1) }
    }

    func consequence(
        of aspect: ComparedAspect,
        good: Difference.Observation,
        bad: Difference.Observation
    ) -> Difference.Consequence {
        switch aspect {
        case .verdict, .alert, .refusal: return .outcome
        case .departure, .silence: return isFailure ? .outcome : .incidental
        case .clientAddress: return .incidental
        default: break
        }
        let (worse, better) = subject == .bad ? (bad, good) : (good, bad)
        if diagnosed.contains(aspect), !isReordered(good.value, bad.value) { return .cause }
        if causes.contains(aspect), canExplain(aspect, worse.value, better.value) { return .cause }
        return isIncidental(aspect, good.value, bad.value) ? .incidental : .circumstance
    }

    private var isFailure: Bool { (subject == .bad ? bad : good).verdict.status == .failed }

    // MARK: Causes

    /// A difference explains a refusal only if it makes the refused side worse, and not if it makes it better.
    private func canExplain(
        _ aspect: ComparedAspect,
        _ worse: Difference.Value,
        _ better: Difference.Value
    ) -> Bool {
        switch (aspect, worse) {
        case (.certificate(_, .validity), .validity(let validity)): return validity.standing != .valid
        case (.certificate(let role, .purpose), .list(let purposes)):
            return !purposes.contains(role == .client ? "clientAuth" : "serverAuth")
        case (.certificate(_, .purpose), _): return false
        case (.certificate(_, .requested), .word(let word)): return word == "not_requested"
        case (.certificate(_, .proof), .word(let word)): return word == "invalid"
        case (.certificate(_, .trust), let value): return value != .word("trusted")
        case (.certificate(_, .expected), .word(let word)): return word == "unexpected"
        case (.certificate(.client, .presence), .word(let word)): return word != "presented"
        case (.certificate(let role, .chain), _): return lacksIssuer(role)
        case (.certificate(let role, .issuer), .text): return isIssuerDoubtful(role)
        case (.missingBytes, .absent), (.silence, .absent): return false
        default: return !isReordered(worse, better)
        }
    }

    /// The better side sent an intermediate for the same issuer that the worse one did not; a root need not be sent.
    private func lacksIssuer(_ role: Role) -> Bool {
        let (worse, better) = subject == .bad ? (bad, good) : (good, bad)
        let chain = worse.chain(of: role)
        guard let issuer = chain.first?.issuerName,
            issuer == better.chain(of: role).first?.issuerName
        else { return false }
        return better.chain(of: role).dropFirst().contains { certificate in
            !certificate.isSelfIssued && !chain.contains { $0.subjectName == certificate.subjectName }
        }
    }

    /// An authority that the server itself asked for is none that it does not know, unless it says so.
    private func isIssuerDoubtful(_ role: Role) -> Bool {
        let worse = subject == .bad ? bad : good
        return worse.isIssuerRequested(role) != true
            || worse.verdict.failure?.alert?.alert?.description == .unknownCA
    }

    private static let certificateParts: [ComparedAspect.CertificatePart] = [
        .proof, .validity, .purpose, .chain, .requested, .issuer, .trust, .expected, .keyUsage, .key,
        .signatureAlgorithm,
        .scheme,
    ]

    private static func parts(
        of role: Role,
        first promoted: [ComparedAspect.CertificatePart] = []
    )
        -> [ComparedAspect]
    {
        // A server is known by its names, a client by its subject.
        let last: [ComparedAspect.CertificatePart] =
            role == .server ? [.names, .subject] : [.subject, .names]
        let all = promoted + certificateParts + last + [.fingerprint, .size, .inferredKey]
        var seen: Set<ComparedAspect.CertificatePart> = []
        return all.filter { seen.insert($0).inserted }.map { .certificate(role, $0) }
    }

    private static let request: [ComparedAspect] = [
        .requestedAuthorities, .requestedCertificateTypes, .requestedSignatureAlgorithms, .requestSize,
    ]

    private static func causes(
        of worse: ComparedHandshake,
        beside better: ComparedHandshake
    ) -> [ComparedAspect] {
        let alert = worse.verdict.failure?.alert?.alert?.description
        switch worse.verdict.failure?.kind {
        case .clientCertificateRejected, .clientCertificateRejectedByApplication:
            return parts(of: .client, first: worse.parts(of: .client, blamedBy: alert))
        case .serverCertificateRejected:
            return parts(of: .server, first: worse.parts(of: .server, blamedBy: alert)) + [.serverName]
        case .clientCertificateMissing, .clientCertificateMissingByApplication:
            return missing(worse, beside: better)
        case .clientGaveUp:
            return request + [.certificate(.client, .presence)] + parts(of: .server)
        case .handshakeFailed: return hellos(blamedBy: alert)
        case nil: return causes(of: worse.verdict.status, worse, beside: better)
        }
    }

    private static func causes(
        of status: Verdict.Status,
        _ worse: ComparedHandshake,
        beside better: ComparedHandshake
    ) -> [ComparedAspect] {
        switch status {
        case .notPresented: missing(worse, beside: better)
        case .notRequested: [.certificateRequest, .serverName, .serverAddress, .postHandshakeAuth]
        case .incomplete, .undetermined: [.missingBytes, .resumption, .silence]
        // Whoever asks has seen it fail: the application may have refused what the handshake accepted.
        case .completed where better.verdict.status == .completed:
            parts(of: .client) + [.serverName, .applicationProtocol]
        case .completed, .failed: []
        }
    }

    /// Why a client that has a certificate elsewhere presents none here: nobody that it knows was named, or it has none.
    private static func missing(
        _ worse: ComparedHandshake,
        beside better: ComparedHandshake
    ) -> [ComparedAspect] {
        let presence = ComparedAspect.certificate(.client, .presence)
        guard worse.isRequested != nil else { return [.postHandshakeAuth, presence] }
        let authorities = worse.report.certificateRequest?.certificateAuthorities ?? []
        let presented = better.chain(of: .client)
        let isOpen = worse.report.certificateRequest?.requested.omittedAuthorities ?? 0 > 0
        let isNamed =
            authorities.isEmpty || isOpen || ComparedHandshake.isIssued(presented, byOneOf: authorities)
        let isUnlikely = isNamed || presented.isEmpty
        return [.postHandshakeAuth] + (isUnlikely ? [presence] + request : request + [presence])
    }

    private static func hellos(blamedBy alert: AlertDescription?) -> [ComparedAspect] {
        let first: [ComparedAspect] =
            switch alert {
            case .protocolVersion, .inappropriateFallback: [.offeredVersions]
            case .unrecognizedName: [.serverName]
            case .noApplicationProtocol: [.offeredApplicationProtocols]
            case .missingExtension, .unsupportedExtension: [.offeredExtensions]
            case .unknownPSKIdentity: [.offeredSession]
            default: []
            }
        let all: [ComparedAspect] = [
            .precededBy, .offeredVersions, .serverName, .offeredCipherSuites, .offeredGroups,
            .offeredSignatureAlgorithms, .offeredApplicationProtocols, .offeredExtensions, .offeredSession,
        ]
        return first + all.filter { !first.contains($0) }
    }

    // MARK: What is of no consequence

    private func isIncidental(
        _ aspect: ComparedAspect,
        _ good: Difference.Value,
        _ bad: Difference.Value
    ) -> Bool {
        if isReordered(good, bad) { return true }
        switch aspect {
        case .certificate(_, .fingerprint): return true
        case .certificate(_, .validity):
            // Two certificates that are valid, each in its time.
            guard case .validity(let first) = good, case .validity(let second) = bad else { return false }
            return first.standing == .valid && second.standing == .valid
        case .certificate(.client, .presence):
            // Follows from that nobody asked.
            return good == .absent || bad == .absent
        case .certificate(_, .scheme), .certificate(_, .size): return false
        case .helloRetryRequest, .offeredSession: return true
        default: return false
        }
    }

    private func isReordered(_ left: Difference.Value, _ right: Difference.Value) -> Bool {
        guard case .list(let left) = left, case .list(let right) = right else { return false }
        return left != right && Set(left) == Set(right)
    }
}

extension ComparedHandshake {
    /// What an alert names, if its sender tells the truth.
    fileprivate func parts(
        of role: Role,
        blamedBy alert: AlertDescription?
    ) -> [ComparedAspect.CertificatePart] {
        switch alert {
        case .unknownCA:
            chain(of: role).first?.isSelfIssued == true ? [.issuer] : [.chain, .requested, .issuer]
        case .certificateExpired: [.validity]
        case .unsupportedCertificate: [.purpose, .keyUsage, .key, .signatureAlgorithm]
        case .certificateRevoked: [.subject, .fingerprint]
        case .decryptError: [.proof, .scheme, .key]
        default: []
        }
    }
}

extension Difference {
    fileprivate func with(_ consequence: Consequence) -> Difference {
        Difference(aspect, consequence, good: good, bad: bad)
    }
}

extension ComparedAspect {
    fileprivate var isOfCertificate: Bool { if case .certificate = self { !isFingerprint } else { false } }

    fileprivate var isFingerprint: Bool {
        if case .certificate(_, .fingerprint) = self { true } else { false }
    }

    /// It says that another certificate was presented, and not what would be wrong with it.
    fileprivate var tellsCertificatesApart: Bool {
        switch self {
        case .certificate(_, .keyUsage), .certificate(_, .key), .certificate(_, .signatureAlgorithm),
            .certificate(_, .scheme), .certificate(_, .subject), .certificate(_, .names),
            .certificate(_, .fingerprint):
            true
        default: false
        }
    }
}
