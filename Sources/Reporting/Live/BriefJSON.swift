internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

/// How much a record of a connection says.
public enum RecordDetail: String, CaseIterable, Sendable {
    /// The outcome and its cause, with certificates by their fingerprints: at most 1 KiB, mostly below 400 bytes.
    case brief
    case normal
    /// With every message.
    case full
}

extension JSONWriter {
    /// Texts from the wire are cut to so many bytes, as they are written.
    private static let longestText = 160

    /// Writes a connection in brief; what is not known is left out.
    mutating func brief(_ report: ConnectionReport) {
        let verdict = report.verdict
        object { writer in
            writer.field("type", "connection" as StaticString)
            writer.field("detail", "brief" as StaticString)
            writer.field("id", report.id)
            writer.identify(report.first.input)
            if report.revision > 1 { writer.field("revision", report.revision) }
            writer.field("time", report.last.time)
            writer.field("client", report.client.description)
            writer.field("server", report.server.description)
            writer.cut("server_name", report.tls.serverName)
            writer.cut("version", report.tls.version?.displayName)
            writer.field("status", token: verdict.status.rawValue)
            if verdict.basis != .observed { writer.field("basis", token: verdict.basis.rawValue) }
            if let confidence = verdict.confidence { writer.field("confidence", token: confidence.rawValue) }
            if verdict.isResumed { writer.field("resumed", true) }
            if let failure = verdict.failure {
                writer.field("failure", token: failure.kind.rawValue)
                if let cause = report.cause, cause.code != failure.kind.rawValue {
                    writer.field("cause", token: cause.code)
                }
                if let alert = failure.alert?.alert {
                    writer.field(
                        "alert",
                        token: alert.description.registeredName ?? "\(alert.description.rawValue)"
                    )
                }
                if failure.closedBy != failure.kind.usualEnder {
                    writer.field("closed_by", token: failure.closedBy.map(Wording.name))
                }
            }
            writer.fingerprint("client_certificate", report.clientCertificate?.chain)
            writer.fingerprint("server_certificate", report.serverCertificate?.chain)
            if report.streamNotes.lossMeanwhile > 0 {
                writer.field("loss_meanwhile", report.streamNotes.lossMeanwhile)
            }
        }
    }

    private mutating func cut(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        let start = buffer.count
        field(name, text)
        guard buffer.count - start > Self.longestText else { return }
        // What has to be escaped grows to six times its length.
        buffer.removeLast(buffer.count - start)
        field(name, String(text.unicodeScalars.prefix(Self.longestText / 12).map { Character($0) }) + "…")
    }

    private mutating func fingerprint(_ name: StaticString, _ chain: CertificateChain?) {
        guard let leaf = chain?.leaf else { return }
        field(name, hexadecimal: Array(leaf.fingerprintSHA256.prefix(CertificateIdentity.length)))
    }
}

/// How brief records name a certificate: the first bytes of its SHA-256, enough to tell apart what one site ever shows.
enum CertificateIdentity {
    static let length = 8
}

extension JSONWriter {
    /// Writes every message of a connection, for a full record.
    mutating func messages(of report: ConnectionReport) {
        key("messages")
        array { writer in
            for event in report.eventsWithInference {
                if case .proof = event.kind { continue }
                writer.object { object in
                    object.place(event.packet)
                    object.field("time", event.packet.time)
                    object.field("sender", token: Wording.name(of: event.sender))
                    object.field("basis", token: event.basis.rawValue)
                    object.field("message", Wording.name(of: event.kind))
                    object.field("details", EventDetails.text(of: event))
                }
            }
        }
    }
}
