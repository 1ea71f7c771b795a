internal import ByteParsing
internal import HandshakeAnalysis
internal import Reporting
internal import TLSWire

/// What was found about one connection.
///
/// The properties hold what most programs ask for; ``json`` holds everything.
public struct Report: Identifiable, Sendable {
    let report: ConnectionReport

    init(_ report: ConnectionReport) { self.report = report }

    /// The connection's number within one run, from 1.
    public var id: UInt64 { report.id.number }
    /// 1 at first; a later handshake on the same connection reports it again with the next number.
    public var revision: Int { report.revision }
    public var client: Endpoint { Endpoint(report.client) }
    public var server: Endpoint { Endpoint(report.server) }
    /// The first packet's time, in nanoseconds since 1970 UTC.
    public var startNanoseconds: Int64 { report.first.time.nanoseconds }
    /// The last packet's time, in nanoseconds since 1970 UTC.
    public var endNanoseconds: Int64 { report.last.time.nanoseconds }
    /// What the client asked for with SNI.
    public var serverName: String? { report.tls.serverName }
    /// `TLS 1.3`; `nil` until a ServerHello was seen.
    public var version: String? { report.tls.version?.displayName }

    // MARK: The verdict

    public var status: Status { Status(report.verdict.status) }
    /// Whether the verdict was concluded from sizes and order of encrypted records instead of messages.
    public var isInferred: Bool { report.verdict.basis == .inferred }
    /// How sure it is; `nil` where messages show it.
    public var confidence: Confidence? {
        report.verdict.confidence.flatMap { Confidence(rawValue: $0.rawValue) }
    }
    /// How it failed; set when, and only when, ``status`` is ``Status/failed``.
    public var failure: Failure? { report.verdict.failure.map(Failure.init) }
    /// The code of the most likely cause, as `--cause` takes it: `client_certificate_expired`; `nil` without a failure.
    public var cause: String? { report.cause?.code }
    /// Who did what, about which certificate, at which frame: one sentence.
    ///
    /// It may hold text from the wire as it is.
    public var outcome: String { report.outcome }
    /// Why it failed and what will fail later, the most likely cause first.
    public var diagnoses: [Diagnosis] { report.diagnoses.map { Diagnosis($0, of: report) } }

    // MARK: Certificates

    /// Whether a CertificateRequest was seen, or concluded from sizes.
    public var requestsClientCertificate: Bool { report.certificateRequest != nil }
    /// The client's own certificate; `nil` where it presented none, or what it presented is hidden.
    public var clientCertificate: Certificate? { report.clientCertificate?.chain.leaf.map(Certificate.init) }
    public var serverCertificate: Certificate? { report.serverCertificate?.chain.leaf.map(Certificate.init) }

    // MARK: JSON

    /// The report as `mtlscope --format ndjson` prints it, without the line's end; docs/json-report.md has every key.
    public var json: String { line(.normal) }

    /// The same with every message, as `mtlscope watch --detail full` prints it; ``AnalysisOptions/keepsMessages`` keeps them.
    public var jsonWithMessages: String { line(.full) }

    private func line(_ detail: RecordDetail) -> String {
        var lines = NDJSONReport(detail: detail)
        return String(decoding: lines.connection(report).dropLast(), as: UTF8.self)
    }
}

extension Report {
    /// One end of a connection.
    public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
        /// `192.0.2.10`, `2001:db8::1` or, of a station on a link, `02:00:5e:00:53:01`.
        public let address: String
        /// `nil` for a station on a link.
        public let port: UInt16?
        /// `192.0.2.10:443` or `[2001:db8::1]:443`.
        public let description: String

        init(_ socket: SocketAddress) {
            address = socket.address.description
            port = socket.hasPort ? socket.port : nil
            description = socket.description
        }
    }
}
