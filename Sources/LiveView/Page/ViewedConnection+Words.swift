import HandshakeAnalysis
import Reporting
import TLSWire

extension ViewedConnection {
    /// `client certificate expired`, or what it came to.
    var title: String {
        if status != .failed { return ShortWords.words(for: status) }
        if let cause { return ShortWords.title(of: cause) }
        if let unknownCause { return unknownCause.split(separator: "_").joined(separator: " ") }
        return ShortWords.words(for: status)
    }

    /// Who refused whom, in short.
    var refusal: String {
        switch failure {
        case .clientCertificateRejected?, .clientCertificateMissing?: "server refused client"
        case .clientCertificateRejectedByApplication?, .clientCertificateMissingByApplication?:
            "application refused client"
        case .serverCertificateRejected?: "client refused server"
        case .clientGaveUp?: "client gave up"
        case .handshakeFailed?, nil:
            switch endedBy {
            case .client?: "client ended it"
            case .server?: "server ended it"
            case nil: "–"
            }
        }
    }

    /// How sure the verdict is, where it rests on more than messages.
    var certainty: String { confidence?.rawValue ?? "yes" }
}
