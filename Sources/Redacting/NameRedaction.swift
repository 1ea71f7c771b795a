import ByteParsing
import CertificateInspection
import OpenSSLHandles
import Synchronization

/// Puts keyed hashes in the place of names: the same for the same name and key, and nothing that can be turned back without
/// the key.
public final class NameRedaction: Sendable {
    /// Digits that are kept of a hash: enough to tell apart what one site ever shows.
    private static let digits = 16

    private let key: [UInt8]
    private let hash: Mutex<Hash>

    private struct Hash: ~Copyable {
        var context: HMACContext
    }

    /// `nil` when OpenSSL has no HMAC, or the key is empty.
    public init?(key: [UInt8]) {
        guard !key.isEmpty, let context = HMACContext(.sha256) else { return nil }
        self.key = key
        hash = Mutex(Hash(context: context))
    }

    /// The first digits of HMAC-SHA-256 of a name; letters count as lower-case, as in the DNS.
    func digest(_ name: String) -> String {
        String(bytes(Array(name.lowercased().utf8)).hexadecimal.prefix(Self.digits))
    }

    func bytes(_ value: [UInt8]) -> [UInt8] {
        let key = key
        return hash.withLock { hash in
            hash.context.start(key: key.span)
            hash.context.update(value.span)
            return hash.context.finish()
        }
    }

    func redacted(_ name: String) -> String { "hmac-" + digest(name) }

    /// A distinguished name remains one.
    func redactedSubject(_ subject: String) -> String { "CN=hmac-" + digest(subject) }

    /// The same in DER; what cannot be read is hashed as it is.
    func redactedSubject(der: [UInt8]) -> [UInt8] {
        let text = DistinguishedName.text(ofDER: der) ?? der.hexadecimal
        return Self.commonName("hmac-" + digest(text))
    }

    // SEQUENCE { SET { SEQUENCE { OBJECT IDENTIFIER 2.5.4.3, UTF8String } } }
    private static func commonName(_ text: String) -> [UInt8] {
        let value = Array(text.utf8)
        func wrapped(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] { [tag, UInt8(content.count)] + content }
        return wrapped(
            0x30,
            wrapped(0x31, wrapped(0x30, [0x06, 0x03, 0x55, 0x04, 0x03] + wrapped(0x0C, value)))
        )
    }
}
