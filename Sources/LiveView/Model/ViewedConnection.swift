public import ByteParsing
public import HandshakeAnalysis
public import TLSWire

/// What the view knows of one connection, from a report or from a record that somebody else wrote.
public struct ViewedConnection: Sendable {
    /// What there is to be shown beyond the row.
    public enum Detail: Sendable {
        /// All of it, with the messages.
        case report(ConnectionReport)
        /// What a record said.
        case record(RecordedDetail)
        /// How many came to the same, and nothing of each: `watch --summarize`.
        case tally
    }

    /// `#12`.
    public var name: String
    /// Tells connections of several runs apart.
    public var run: String?
    public var revision = 1
    /// How many connections this stands for.
    public var count: UInt64 = 1
    public var start: Timestamp
    public var end: Timestamp
    /// `192.0.2.10:40462`, and the address alone.
    public var client: String
    public var clientAddress: String
    /// The address and the port.
    public var server: String
    /// `api.example:8443` where a name was sent, else ``server``.
    public var service: String
    public var version: String?
    public var status: Verdict.Status
    public var basis: Basis
    public var confidence: Verdict.Confidence?
    public var isResumed = false
    public var failure: Failure.Kind?
    public var cause: Cause?
    /// A cause that this version does not know, by its code.
    public var unknownCause: String?
    /// `certificate_expired (45)`.
    public var alert: String?
    /// Who ended it.
    public var endedBy: Role?
    /// Whether the server asked for a certificate; `nil` where that is not known.
    public var wasRequested: Bool?
    /// The name of the client's certificate.
    public var clientSubject: String?
    /// Certificates that a record tells of; those of a report are looked at when they are wanted.
    public var recordedCertificates: [ViewedCertificate] = []
    /// Packets that the interface lost meanwhile.
    public var lossMeanwhile: UInt64 = 0
    public var detail: Detail

    /// The report, where the packets were read here.
    public var report: ConnectionReport? { if case .report(let report) = detail { report } else { nil } }

    /// Both sides finished the handshake, as far as can be told.
    public var isFinished: Bool {
        switch status {
        case .completed, .notRequested, .notPresented: true
        case .failed, .incomplete, .undetermined: false
        }
    }
}

/// What a record of NDJSON says of a connection beyond its row.
public struct RecordedDetail: Hashable, Sendable {
    public struct Finding: Hashable, Sendable {
        public var code: String
        public var severity: Diagnosis.Severity
        public var summary: String
        public var remedy: String?
    }

    /// `--detail brief` leaves out what follows.
    public var isBrief = false
    public var findings: [Finding] = []
    public var reasons: [String] = []
    public var usersSee: [String] = []
    /// `--detail full` alone has them.
    public var messages: [Message] = []

    public struct Message: Hashable, Sendable {
        public var frame: UInt64
        /// Nanoseconds since the first packet.
        public var elapsed: Int64
        public var sender: Role
        public var name: String
        public var details: String
    }
}

/// A certificate that somebody showed.
public struct ViewedCertificate: Hashable, Sendable {
    public enum Owner: String, CaseIterable, Hashable, Sendable { case client, server }

    /// The first 16 digits of its SHA-256, as brief records name it.
    public var identity: String
    public var owner: Owner
    /// 0 is the owner's own.
    public var depth: Int
    /// `nil` where only its fingerprint is known.
    public var subject: String?
    public var issuer: String?
    /// In seconds since 1970.
    public var notBefore: Int64?
    public var notAfter: Int64?
    public var key: String?
    public var names: [String] = []
    /// Where it was shown last.
    public var service: String
    public var client: String
    public var time: Timestamp
}
