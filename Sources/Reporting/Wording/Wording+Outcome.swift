internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

extension Wording {
    /// The verdict in one sentence: who did what, about which certificate, and at which frame.
    static func outcome(of report: ConnectionReport) -> String {
        let verdict = report.verdict
        let sentence =
            switch verdict.status {
            case .completed: completed(report)
            case .failed: verdict.failure.map { failed($0, report) } ?? "the handshake failed"
            case .notRequested: notRequested(report)
            case .notPresented: "server requested a certificate, client presented none, and server carried on"
            case .incomplete, .undetermined: verdict.reasons.last.map(sentence) ?? "nothing was decided"
            }
        return confidence(of: verdict).map { "\(sentence) (\($0))" } ?? sentence
    }

    private static func completed(_ report: ConnectionReport) -> String {
        let verdict = report.verdict
        if verdict.isResumed {
            guard let original = verdict.originalConnection else { return "resumed a mutually authenticated session" }
            return "resumed the mutually authenticated session of \(connection(original))"
        }
        return "server accepted \(clientCertificate(report))"
    }

    private static func notRequested(_ report: ConnectionReport) -> String {
        if let authentication = report.tls.authentication, authentication != .certificate {
            return "server requested no certificate; the parties authenticate by \(self.authentication(authentication))"
        }
        guard report.verdict.isResumed, let original = report.verdict.originalConnection else {
            return "server requested no client certificate"
        }
        return "resumed the session of \(connection(original)), where server requested no client certificate"
    }

    private static func failed(_ failure: Failure, _ report: ConnectionReport) -> String {
        switch failure.kind {
        case .clientCertificateRejected:
            "server refused \(clientCertificate(report))\(how(failure, .server, report))"
        case .clientCertificateMissing:
            "client presented no certificate and server refused\(how(failure, .server, report))"
        case .serverCertificateRejected:
            "client refused \(serverCertificate(report))\(how(failure, .client, report))"
        case .clientCertificateRejectedByApplication:
            "the application refused \(clientCertificate(report))\(how(failure, .server, report))"
        case .clientCertificateMissingByApplication:
            "client presented no certificate and the application refused\(how(failure, .server, report))"
        case .clientGaveUp: "client gave up after the certificate request\(how(failure, .client, report))"
        case .handshakeFailed: handshakeFailed(failure, report)
        }
    }

    private static func handshakeFailed(_ failure: Failure, _ report: ConnectionReport) -> String {
        let subject = (failure.alert?.sender ?? failure.closedBy).map { name(of: $0) + " ended the handshake" }
        return (subject ?? "the handshake failed") + how(failure, failure.alert?.sender, report)
    }

    /// `: unknown_ca (48), frame 14`, or how the connection ended when no alert told.
    private static func how(_ failure: Failure, _ expected: Role?, _ report: ConnectionReport) -> String {
        if let fact = failure.alert {
            let sender = fact.sender == expected ? "" : "\(name(of: fact.sender)) sent "
            return ": \(sender)\(alert(fact))"
        }
        for reason in report.verdict.reasons.reversed() {
            switch reason {
            case .closed(let role, let packet): return ": \(name(of: role)) closed without an alert, \(frame(packet))"
            case .reset(let role, let packet): return ": \(name(of: role)) reset the connection, \(frame(packet))"
            case .serverClosedInsteadOfAnswering(let packet):
                return ": closed instead of answering, \(frame(packet))"
            default: continue
            }
        }
        return failure.closedBy.map { ": \(name(of: $0)) closed without an alert" } ?? ""
    }

    /// `the client certificate CN=device-7`.
    static func clientCertificate(_ report: ConnectionReport) -> String {
        certificate("the client certificate", report.clientCertificate)
    }

    static func serverCertificate(_ report: ConnectionReport) -> String {
        certificate("the server certificate", report.serverCertificate)
    }

    private static func certificate(_ noun: String, _ facts: CertificateFacts?) -> String {
        guard let facts else { return noun }
        if case .rawPublicKey(let key) = facts.chain.entries { return "\(noun): a raw public key, \(key)" }
        guard let leaf = facts.chain.leaf else { return noun }
        return "\(noun) \(leaf.subject.map(name) ?? "that cannot be read")"
    }
}
