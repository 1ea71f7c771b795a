import ByteParsing
import TLSWire

/// A handshake that ended before either certificate could be judged: what the two sides do not have in common.
enum BeforeCertificates: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard scene.failure == .handshakeFailed else { return [] }
        let hello = scene.facts.clientHello
        let evidence = [hello?.packet, scene.alert?.packet].compactMap { $0 }
        guard let alert = scene.alert else { return withoutWord(scene, evidence) }
        guard let description = alert.alert?.description, let hello = hello?.message else {
            let finding = Diagnosis.Finding.handshakeRefused(alert, sight(scene))
            return [Diagnosis(finding, .error, evidence: evidence)]
        }
        return findings(description, alert, hello, scene).map { Diagnosis($0, .error, evidence: evidence) }
    }

    /// A server of EAP that fails a hello without an alert, and a hello that few servers could take.
    private static func withoutWord(_ scene: Scene, _ evidence: [PacketReference]) -> [Diagnosis] {
        guard case .rejected? = scene.facts.carrierOutcome?.kind, scene.facts.serverHello == nil,
            let hello = scene.facts.clientHello?.message, let finding = Offer(hello).narrowest
        else { return [] }
        return [Diagnosis(finding, .warning, evidence: evidence)]
    }

    private static func findings(
        _ description: AlertDescription,
        _ alert: AlertFact,
        _ hello: ClientHello,
        _ scene: Scene
    ) -> [Diagnosis.Finding] {
        let offer = Offer(hello)
        switch description {
        case .protocolVersion: return [.noCommonVersion(offered: offer.versions)]
        case .noApplicationProtocol:
            return [.noCommonApplicationProtocol(offered: hello.applicationProtocols)]
        case .unrecognizedName: return [hello.serverName.map { .unrecognizedName($0) } ?? .serverNameMissing]
        case .insufficientSecurity: return [.noCommonCipherSuite(offered: offer.suiteCount)]
        case .handshakeFailure, .internalError:
            // After its hello the server has chosen all of these.
            guard alert.sender == .server, scene.facts.serverHello == nil else { break }
            if let finding = offer.narrowest { return [finding] }
            if hello.serverName == nil { return [.serverNameMissing] }
            if description == .handshakeFailure { return [.noCommonCipherSuite(offered: offer.suiteCount)] }
        default: break
        }
        return [.handshakeRefused(alert, sight(scene))]
    }

    /// In TLS 1.3 without keys the request is among the records that nobody can read.
    private static func sight(_ scene: Scene) -> Diagnosis.RequestSight {
        let facts = scene.facts
        if facts.isRequested { return .asked }
        let isSealed = facts.encryptedRecords.count(of: .server) > 0
        let isUnseen =
            facts.clientHello == nil || facts.isHandshakeHoled.server
            || (scene.alert?.sender == .client && !facts.isSeen.server)
        return isSealed || isUnseen ? .hidden : .notAsked
    }
}

/// What a ClientHello offers, set against what nearly every server takes.
struct Offer {
    private let hello: ClientHello

    init(_ hello: ClientHello) { self.hello = hello }

    var versions: [ProtocolVersion] { hello.versionsOffered.filter { !$0.isGREASE } }

    /// Real ones: neither GREASE nor signals.
    private var suites: [CipherSuite] {
        hello.cipherSuites.filter {
            !$0.isGREASE && $0 != .TLS_EMPTY_RENEGOTIATION_INFO_SCSV && $0 != .TLS_FALLBACK_SCSV
        }
    }

    var suiteCount: Int { suites.count }

    /// The part of the offer that has nothing usual in it, or was cut down to next to nothing; `nil` if none was.
    var narrowest: Diagnosis.Finding? {
        if !versions.isEmpty,
            versions.allSatisfy({ $0.rawValue < ProtocolVersion.tls12.rawValue && !$0.isDTLS })
        {
            return .noCommonVersion(offered: versions)
        }
        let groups = hello.supportedGroups.filter { !$0.isGREASE }
        if !suites.contains(where: Self.isUsual) { return .noCommonCipherSuite(offered: suiteCount) }
        if !groups.isEmpty, !groups.contains(where: Self.usualGroups.contains) {
            return .noCommonGroup(offered: groups)
        }
        // Whoever restricts the offer to a few has probably missed what the server takes.
        if suiteCount < 3 { return .noCommonCipherSuite(offered: suiteCount) }
        return groups.count == 1 ? .noCommonGroup(offered: groups) : nil
    }

    private static let usualGroups: Set<NamedGroup> = [.x25519, .secp256r1]

    private static func isUsual(_ suite: CipherSuite) -> Bool {
        switch suite {
        case .TLS_AES_128_GCM_SHA256, .TLS_AES_256_GCM_SHA384,
            .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384:
            true
        default: false
        }
    }
}
