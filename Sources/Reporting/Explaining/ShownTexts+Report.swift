internal import Explanations
internal import HandshakeAnalysis
internal import TLSWire

extension ShownTexts {
    /// What clients show for a connection that ended like this one; `nil` where that is not known, as for an encrypted alert, and
    /// for one that did not fail.
    ///
    /// Over DTLS only programs that speak it show anything. Costs a look-up for a connection that failed, and nothing for others.
    static func of(_ report: ConnectionReport) -> ShownTexts? {
        let shown = ofEnd(of: report)
        return report.facts.facts.framing == .dtls ? shown?.overDTLS : shown
    }

    private static func ofEnd(of report: ConnectionReport) -> ShownTexts? {
        guard let failure = report.verdict.failure else { return nil }
        if let outcome = report.facts.facts.carrierOutcome { return ofCarrier(outcome, failure) }
        let isTLS13 = report.tls.version == .tls13
        if failure.kind == .serverCertificateRejected { return ofRefusedServer(failure, report.diagnoses) }
        guard let alert = failure.alert else {
            let isClosed =
                failure.kind == .clientCertificateRejected || failure.kind == .clientCertificateMissing
            guard isClosed, failure.closedBy == .server else { return nil }
            return ofClose(
                afterHandshake: isTLS13 || report.verdict.reasons.contains(where: \.isClosedAfterHandshake)
            )
        }
        guard alert.sender == .server, let description = alert.alert?.description else { return nil }
        let isEarly = failure.kind == .handshakeFailed || failure.kind == .clientGaveUp
        return ofAlert(description.rawValue, isEarly ? .early : isTLS13 ? .afterHandshake : .late)
    }

    private static func ofCarrier(_ outcome: CarrierOutcome, _ failure: Failure) -> ShownTexts? {
        switch outcome.kind {
        // A client that refused the server shows its own reason.
        case .rejected: failure.kind == .serverCertificateRejected ? nil : ofEAPFailure
        case .silent, .owing: ofOpenVPNSilence
        case .accepted, .left: nil
        }
    }

    /// The client says why in its own words: by the certificate's fault or else by its alert.
    private static func ofRefusedServer(_ failure: Failure, _ diagnoses: [Diagnosis]) -> ShownTexts? {
        for diagnosis in diagnoses where diagnosis.severity == .error {
            let code =
                diagnosis.code == .serverCertificateChainIncomplete
                ? .serverCertificateUntrusted : diagnosis.code
            if let texts = ofDiagnosis(code.rawValue) { return texts }
        }
        let code: Diagnosis.Code? =
            switch failure.alert?.alert?.description {
            case .unknownCA?: .serverCertificateUntrusted
            case .certificateExpired?: .serverCertificateExpired
            default: nil
            }
        return code.flatMap { ofDiagnosis($0.rawValue) }
    }
}

extension Reason {
    fileprivate var isClosedAfterHandshake: Bool {
        switch self {
        case .serverClosedInsteadOfAnswering, .serverClosedAfterHandshake: true
        default: false
        }
    }
}
