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

    public var signatures = Signatures.auto

    public init() {}

    /// Whether signatures are checked of an input of so many bytes; `nil` for one that is a stream.
    func checksSignatures(ofBytes totalBytes: UInt64?) -> Bool {
        switch signatures {
        case .always: true
        case .never: false
        case .auto: totalBytes.map { $0 <= Self.smallInput } ?? true
        }
    }
}
