import HandshakeAnalysis
import TLSWire

/// Why the client was refused that began a session.
///
/// A class, since few sessions are of one, and all carry the place for it.
final class RefusedOrigin: Sendable {
    fileprivate let failure: Failure.Kind
    fileprivate let cause: Diagnosis

    /// Fails where the connection resumed another's session, and where what is wrong with its client cannot be seen.
    init?(_ report: borrowing ConnectionReport) {
        guard report.verdict.status == .failed, let failure = report.verdict.failure?.kind,
            report.verdict.originalConnection == nil, let cause = report.diagnoses.first,
            cause.severity == .error, cause.isOfClient
        else { return nil }
        (self.failure, self.cause) = (failure, cause)
    }
}

/// Why clients were refused whose sessions others may resume.
///
/// A resumed session is of the certificate that began it, and does not show it again: where the server refuses it in the same
/// way, it does so for the same cause.
struct RefusedOrigins {
    static let capacity = 256

    private var origins = BoundedTable<ConnectionID, RefusedOrigin>(capacity: capacity)

    /// Takes down why the client was refused that began a session, if it was.
    mutating func note(_ origin: RefusedOrigin?, of id: ConnectionID) {
        guard let origin else { return }
        origins[id] = origin
    }

    /// Gives the report of a resumed session the cause for which its original was refused.
    ///
    /// Where only a ticket's size says which that is, it may have been another client's: then that it had no certificate is all
    /// that is taken over, as the verdict does.
    func explain(_ report: inout ConnectionReport, isInferred: Bool) {
        guard !origins.isEmpty, let original = report.verdict.originalConnection,
            let origin = origins[original], report.verdict.status == .failed,
            report.verdict.failure?.kind == origin.failure, report.diagnoses.first?.isUnexplained != false,
            !isInferred || origin.cause.code == .clientPresentedNone
        else { return }
        let others = report.diagnoses.filter { $0.code != .clientCertificateRefusedUnseen }
        report = ConnectionReport(report, diagnoses: [origin.cause] + others)
    }
}

extension Diagnosis {
    /// It says what is wrong with the client's certificate, or that there was none.
    fileprivate var isOfClient: Bool {
        switch finding {
        case .expired(let mention, _), .notYetValid(let mention, _), .wrongPurpose(let mention, _),
            .selfSigned(let mention), .untrusted(let mention, _), .revoked(let mention, _),
            .chainIncomplete(let mention, _), .weak(let mention, _), .issuerNotRequested(let mention, _),
            .schemeNotRequested(let mention, _), .publicAuthority(let mention, _, _):
            mention.role == .client
        case .clientPresentedNone: true
        default: false
        }
    }

    /// It says that the client was refused, and not what is wrong with its certificate.
    fileprivate var isUnexplained: Bool {
        switch code {
        case .clientCertificateRefusedUnseen, .serverClosedWithoutAlert: true
        default: false
        }
    }
}
