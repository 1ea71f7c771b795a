import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import OpenSSLHandles
import TLSWire

/// Checks signatures for all connections of one engine; used by one thread at a time.
///
/// A check costs 20 to 100 µs, and reading the key from a certificate as much again, so keys are kept.
final class SignatureChecker {
    /// Keys that are kept; at the next one they are all dropped and read again when they are needed.
    static let maximumKeys = 4096

    /// A key cannot stand in a dictionary itself, since it owns what OpenSSL allocated.
    private final class Key {
        /// Holds on to what the key was found by: its identity is free for another as soon as it is gone.
        let owner: CertificateSummary?
        let handle: PublicKeyHandle

        init(_ handle: consuming PublicKeyHandle, of owner: CertificateSummary? = nil) {
            self.handle = handle
            self.owner = owner
        }
    }

    private var keys = BoundedTable<ObjectIdentifier, Key>(capacity: maximumKeys)
    /// Microseconds that checks may take within one second of packet time; `nil` for any number.
    private let microsecondsPerSecond: Int?
    /// The second that is counted now, and what the checks in it are reckoned to have taken.
    ///
    /// Reckoned and not measured, so that what is checked is the same in every run.
    private var pace = (second: Int64.min, microseconds: 0)

    init(microsecondsPerSecond: Int? = nil) { self.microsecondsPerSecond = microsecondsPerSecond }

    /// Whether one more may be checked at a packet's time.
    func admits(at time: Timestamp) -> Bool {
        guard let microsecondsPerSecond else { return true }
        let second = time.nanoseconds / 1_000_000_000
        if second != pace.second { pace = (second, 0) }
        return pace.microseconds < microsecondsPerSecond
    }

    /// Counts what a check takes.
    func spend(microseconds: Int) { pace.microseconds += microseconds }

    /// Reading a key takes about as long as using a common one.
    private static let microsecondsOfReading = 50

    /// Checks a signature of the content, which is not hashed yet, by a certificate's key.
    ///
    /// The scheme is `nil` before TLS 1.2, where the key's kind decides.
    func check(
        _ signature: Span<UInt8>,
        of content: [UInt8],
        scheme: SignatureScheme?,
        by certificate: CertificateSummary
    ) -> ProofOfPossession {
        guard let key = key(of: certificate) else { return .unchecked(.unreadableKey) }
        return check(signature, of: content, scheme, key)
    }

    /// The same for a bare public key (RFC 7250).
    func check(
        _ signature: Span<UInt8>,
        of content: [UInt8],
        scheme: SignatureScheme?,
        byRawPublicKey der: [UInt8]
    ) -> ProofOfPossession {
        spend(microseconds: Self.microsecondsOfReading)
        guard let handle = try? PublicKeyHandle(subjectPublicKeyInfo: der.span) else {
            return .unchecked(.unreadableKey)
        }
        return check(signature, of: content, scheme, Key(handle))
    }

    // MARK: Steps

    private func check(
        _ signature: Span<UInt8>,
        of content: [UInt8],
        _ scheme: SignatureScheme?,
        _ key: Key
    ) -> ProofOfPossession {
        guard let microseconds = key.handle.checkMicroseconds else { return .unchecked(.costlyKey) }
        spend(microseconds: microseconds)
        let method = scheme.map { SignatureMethod($0) } ?? SignatureMethod(before12: key.handle.kind)
        guard let method else { return .unchecked(.unknownScheme) }
        return switch key.handle.check(signature, of: content.span, by: method) {
        case .holds: .valid
        case .doesNotHold: .invalid
        case .notPossible: .unchecked(.unknownScheme)
        }
    }

    private func key(of certificate: CertificateSummary) -> Key? {
        let identity = ObjectIdentifier(certificate)
        if let known = keys[identity] { return known }
        spend(microseconds: Self.microsecondsOfReading)
        guard certificate.der.count <= CertificateParser.largestCertificate,
            let parsed = try? X509Handle(parsing: certificate.der),
            let handle = try? PublicKeyHandle(of: parsed)
        else { return nil }
        let key = Key(handle, of: certificate)
        keys[identity] = key
        return key
    }
}
