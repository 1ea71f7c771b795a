internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

/// What a ladder says of an event beside its name: the few facts that bear on authentication.
enum EventDetails {
    /// Longer lists are cut, with the number of what is left out.
    private static let listed = 3

    /// What the message says, and what a check of its signature came to.
    static func text(of event: HandshakeEvent, _ proof: ProofOfPossession? = nil) -> String {
        let details = self.details(of: event.kind) + [proof.map(Wording.text) ?? ""]
        let basis = event.basis == .observed ? [] : [event.basis.rawValue]
        return (details + basis).filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private static func details(of kind: HandshakeEvent.Kind) -> [String] {
        switch kind {
        case .message(let message): details(of: message)
        case .certificate(let chain): details(of: chain)
        case .malformed(_, let error): [Wording.text(of: error)]
        case .alert(let alert): [alert.level.displayName + " " + Wording.alertName(alert.description)]
        case .encryptedHandshake(let length), .encryptedAlert(let length), .applicationData(let length),
            .inferred(_, let length):
            [Wording.count(length, "byte")]
        case .tunnelsTLS(let target): target.map { ["with \(Wording.name($0))"] } ?? []
        case .flightAgain(let count):
            [count == 1 ? "sent a second time, unanswered" : "sent again \(count) times, unanswered"]
        case .gap(let bytes): ["\(Wording.count(bytes, "byte")) not in the capture"]
        case .cut(let bytes): ["\(Wording.count(bytes, "byte")) cut off by the capture's snapshot length"]
        case .refusedByApplication(let refusal): [Wording.words(of: refusal)]
        case .answeredByApplication(let code): [code]
        case .foreignSpeech(let speech): [Wording.name(of: speech.spoken)]
        case .carrier(let outcome): outcome.method.map { [$0] } ?? []
        case .sealedPacket(let packet): [Wording.count(packet.content, "byte")]
        case .connectionClose(let close): [Wording.text(of: close)]
        case .changeCipherSpec, .proof, .secretsRefused, .lostSynchronization, .closed, .reset,
            .handshakeDone:
            []
        }
    }

    private static func details(of message: HandshakeMessage) -> [String] {
        switch message {
        case .clientHello(let hello): details(of: hello)
        case .serverHello(let hello): details(of: hello)
        case .certificateRequest(let request):
            details(
                request.certificateTypes,
                request.supportedSignatureAlgorithms,
                request.certificateAuthorities
            )
        case .certificateRequest13(let request):
            details([], request.signatureAlgorithms, request.certificateAuthorities)
        case .certificateVerify(let verify): [verify.algorithm?.displayName ?? ""]
        case .certificateVerify13(let verify): [verify.algorithm.displayName]
        case .encryptedExtensions(let extensions): [extensions.applicationProtocol.map { "ALPN \($0)" } ?? ""]
        case .compressedCertificate(let certificate): [certificate.algorithm.displayName]
        default: []
        }
    }

    private static func details(of hello: ClientHello) -> [String] {
        let versions = hello.versionsOffered.filter { !$0.isGREASE }.map(\.displayName)
        var details = [list(versions), hello.serverName.map { "server name \($0)" } ?? "no server name"]
        if !hello.applicationProtocols.isEmpty { details.append("ALPN \(list(hello.applicationProtocols))") }
        if let ticket = hello.sessionTicket, !ticket.isEmpty { details.append("session ticket") }
        if !hello.preSharedKeyIdentities.isEmpty { details.append("pre-shared key") }
        if hello.offersPostHandshakeAuth { details.append("post_handshake_auth") }
        if hello.hasEncryptedClientHello { details.append("encrypted_client_hello") }
        return details
    }

    private static func details(of hello: ServerHello) -> [String] {
        [
            hello.negotiatedVersion.displayName, hello.cipherSuite.displayName,
            hello.applicationProtocol.map { "ALPN \($0)" } ?? "",
        ]
    }

    private static func details(
        _ types: [ClientCertificateType],
        _ algorithms: [SignatureScheme],
        _ authorities: [[UInt8]]
    ) -> [String] {
        let names = authorities.map { DistinguishedName.text(ofDER: $0) ?? "an unreadable name" }
        return [
            list(types.map(\.displayName)), list(algorithms.map(\.displayName)),
            names.isEmpty ? "any authority" : "authorities \(list(names, separator: " | "))",
        ]
    }

    private static func details(of chain: CertificateChain) -> [String] {
        switch chain.entries {
        case .rawPublicKey(let key): return ["raw public key \(key)"]
        case .hidden: return ["encrypted"]
        case .x509(let certificates):
            guard let leaf = certificates.first else { return ["empty"] }
            guard let subject = leaf.subject else { return [Wording.problem(of: leaf) ?? "unreadable"] }
            var details = [Wording.name(subject)]
            details.append(leaf.isSelfIssued ? "self-issued" : leaf.issuer.map { "issued by \($0)" } ?? "")
            if let first = leaf.notBefore, let last = leaf.notAfter {
                details.append(
                    "valid \(DateTime.day(seconds: first.seconds)) to \(DateTime.day(seconds: last.seconds))"
                )
            }
            details.append(leaf.publicKey ?? "")
            if let usage = leaf.extendedKeyUsage { details.append("for \(list(usage))") }
            let count = certificates.count + chain.omittedCount
            if count > 1 { details.append("chain of \(count)") }
            return details
        }
    }

    /// The day of a certificate's time, in UTC.
    private static func list(_ items: [String], separator: String = " ") -> String {
        let shown = items.prefix(listed).joined(separator: separator)
        return items.count > listed ? "\(shown) and \(items.count - listed) more" : shown
    }
}
