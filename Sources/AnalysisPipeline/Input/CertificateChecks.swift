/// What is checked beyond what the packets say of themselves.
public struct CertificateChecks: Sendable {
    /// Whether signatures are checked: CertificateVerify, and up to TLS 1.2 the server's ServerKeyExchange.
    public enum Signatures: String, CaseIterable, Sendable {
        /// Where the input is small, live or a stream: see ``CertificateChecks/smallInput``.
        case auto
        case always
        case never
    }

    /// Bytes of capture files, all together, up to which `auto` checks signatures: that takes 0.1 to 0.3 ms a handshake,
    /// many times what all else does.
    static let smallInput: UInt64 = 64 << 20

    /// Microseconds that the checks of `auto` may take within one second of packet time, live or from a stream: a tenth
    /// of a processor, which is enough for some 500 handshakes.
    static let streamPace = 100_000

    public var signatures = Signatures.auto
    /// Files and folders of certificates, PEM or DER, that clients' chains are to lead to; none: chains are not checked.
    public var clientAuthorities: [String] = []
    /// The same for servers' chains.
    public var serverAuthorities: [String] = []
    /// Files and folders of revocation lists, PEM or DER; used with either authorities.
    public var revocationLists: [String] = []
    /// Names one of which a client's certificate is to have, written as `ExpectedName` reads them; none: any will do.
    public var expectedClients: [String] = []
    /// Files and folders of certificates, PEM or DER, that clients may have presented where TLS 1.3 hides them.
    public var knownCertificates: [String] = []

    public init() {}
}
