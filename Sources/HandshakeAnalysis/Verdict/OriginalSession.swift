/// What is known of the session that a connection resumes, from the connection that began it.
public struct OriginalSession: Hashable, Sendable {
    public let connection: ConnectionID
    /// What the handshake that began it proved of the client.
    public let proof: SessionProof
    /// The sizes of tickets say that it is this one, and not their bytes.
    public let isInferred: Bool
    /// The server name under which it was begun, which may be none; `nil` where that is not known.
    public let serverName: String??

    public init(
        connection: ConnectionID,
        proof: SessionProof,
        isInferred: Bool = false,
        serverName: String?? = nil
    ) {
        self.connection = connection
        self.proof = proof
        self.serverName = serverName
        self.isInferred = isInferred
    }
}

/// What a session that is resumed inherits from the handshake that began it: never more than that proved.
public struct SessionProof: Hashable, Sendable {
    /// `completed`, `not_requested` or `not_presented`; `undetermined` for everything else.
    public let status: Verdict.Status
    public let confidence: Verdict.Confidence?
    /// The server turned the client away after the handshake.
    public let wasRefused: Bool

    public init(_ status: Verdict.Status, confidence: Verdict.Confidence? = nil, wasRefused: Bool = false) {
        self.status = status
        self.confidence = confidence
        self.wasRefused = wasRefused
    }

    /// The same of the client, however sure that is: each resumption makes it less so.
    public func isLike(_ other: SessionProof) -> Bool {
        status == other.status && wasRefused == other.wasRefused
    }

    public init(_ verdict: Verdict) {
        switch (verdict.status, verdict.failure?.kind) {
        case (.completed, _), (.notRequested, _), (.notPresented, _):
            self.init(verdict.status, confidence: verdict.confidence)
        case (.failed, .clientCertificateMissing), (.failed, .clientCertificateMissingByApplication):
            self.init(.notPresented, confidence: verdict.confidence, wasRefused: true)
        case (.failed, .clientCertificateRejected), (.failed, .clientCertificateRejectedByApplication):
            self.init(.undetermined, wasRefused: true)
        case (.failed, _), (.incomplete, _), (.undetermined, _): self.init(.undetermined)
        }
    }
}
