import ByteParsing
import CertificateInspection
import TLSWire

/// Tells at a glance that there is nothing to diagnose, which is so for nearly every connection.
enum CursoryCheck {
    /// `false` only if no rule would find anything.
    static func findsAnything(_ facts: HandshakeFacts, _ report: ConnectionReport) -> Bool {
        switch report.verdict.status {
        case .completed, .notRequested: break
        case .failed, .notPresented, .incomplete, .undetermined: return true
        }
        if report.verdict.isResumed || report.verdict.confidence == .low || facts.hasRefusedSecrets
            || facts.applicationRefusal != nil
        {
            return true
        }
        return report.clientCertificate != nil || report.serverCertificate != nil
    }
}
