import ByteParsing
import OpenSSLHandles
import PacketDecoding

/// A key that protects control channels, from a file of OpenVPN: it opens tls-crypt and tls-crypt-v2.
///
///     -----BEGIN OpenVPN Static key V1-----             256 bytes in hexadecimal digits
///     -----BEGIN OpenVPN tls-crypt-v2 client key-----   256 bytes in Base64, then the same wrapped for the server
///     -----BEGIN OpenVPN tls-crypt-v2 server key-----   128 bytes in Base64, which wrap those of clients
///
/// 256 bytes are a pair of keys, one for each direction; a key is 64 bytes for the cipher and 64 for the HMAC, of which
/// AES-256 and HMAC-SHA-256 use the first 32.
enum OpenVPNKey: Sendable {
    case pair([UInt8])
    case wrapping([UInt8])

    /// Of one file, at most.
    static let mostKeys = 64
    private static let pairLength = 256
    private static let wrappingLength = 128

    /// The keys in files.
    ///
    /// - Throws: ``AnalysisError`` for a file that cannot be read, or that holds none.
    static func read(_ paths: [String]) throws(AnalysisError) -> [OpenVPNKey] {
        var keys: [OpenVPNKey] = []
        for path in paths {
            let found = all(
                in: String(decoding: try FileContent.read(path, as: "key of OpenVPN"), as: UTF8.self)
            )
            guard !found.isEmpty else {
                throw AnalysisError(
                    .notKeyMaterial,
                    path,
                    "it holds no key of OpenVPN ('-----BEGIN OpenVPN Static key V1-----' or of tls-crypt-v2)"
                )
            }
            keys += found
        }
        return keys
    }

    /// All keys in a file, which may be a profile with keys in it.
    static func all(in text: String) -> [OpenVPNKey] {
        var keys: [OpenVPNKey] = []
        var label: Substring?
        var body = ""
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.drop { $0.isWhitespace }
            if line.hasPrefix("-----BEGIN OpenVPN ") {
                label = line.dropFirst("-----BEGIN OpenVPN ".count)
                body = ""
            } else if line.hasPrefix("-----END OpenVPN "), let begun = label {
                if keys.count < mostKeys, let key = OpenVPNKey(begun, body) { keys.append(key) }
                label = nil
            } else if label != nil {
                body += line.filter { !$0.isWhitespace }
            }
        }
        return keys
    }

    private init?(_ label: Substring, _ body: String) {
        if label.hasPrefix("Static key V1") {
            guard let bytes = [UInt8](hexadecimal: body), bytes.count == Self.pairLength else { return nil }
            self = .pair(bytes)
        } else if label.hasPrefix("tls-crypt-v2 client key") {
            guard let bytes = Self.base64(body), bytes.count >= Self.pairLength else { return nil }
            self = .pair(Array(bytes[..<Self.pairLength]))
        } else if label.hasPrefix("tls-crypt-v2 server key") {
            guard let bytes = Self.base64(body), bytes.count == Self.wrappingLength else { return nil }
            self = .wrapping(bytes)
        } else {
            return nil
        }
    }

    /// RFC 4648, section 4.
    private static func base64(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for character in text.utf8 where character != UInt8(ascii: "=") {
            let value: UInt8
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = character - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = character - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = character - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            default: return nil
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        return bytes
    }

    // MARK: Opening

    /// Opens a packet of tls-crypt: its content, if this is its key; which direction's half is tried.
    func open(_ packet: Span<UInt8>) -> [UInt8]? {
        guard case .pair(let bytes) = self, packet.count >= OpenVPNProtection.encryptedHeader else {
            return nil
        }
        let key = bytes.span
        let header = OpenVPNProtection.encryptedHeader
        for half in [0, 128] {
            let opened = Self.open(
                packet.extracting(header...),
                tag: packet.extracting(17..<header),
                after: packet.extracting(0..<17),
                cipher: key.extracting(half..<half + 32),
                hmac: key.extracting(half + 64..<half + 96)
            )
            if let opened { return opened }
        }
        return nil
    }

    /// The client's pair of keys that a server's key has wrapped; `nil` if it is not by this one.
    func unwrap(_ wrapped: Span<UInt8>) -> OpenVPNKey? {
        guard case .wrapping(let bytes) = self, wrapped.count >= 34 + Self.pairLength else { return nil }
        let key = bytes.span
        let opened = Self.open(
            wrapped.extracting(32..<wrapped.count - 2),
            tag: wrapped.extracting(0..<32),
            after: wrapped.extracting((wrapped.count - 2)...),
            cipher: key.extracting(0..<32),
            hmac: key.extracting(64..<96)
        )
        guard let opened, opened.count >= Self.pairLength else { return nil }
        return .pair(Array(opened[..<Self.pairLength]))
    }

    /// Decrypts by AES-256 in counter mode, from the first half of the tag on, and checks that the tag is the HMAC of what
    /// stands before and of what comes out.
    private static func open(
        _ ciphertext: Span<UInt8>,
        tag: Span<UInt8>,
        after head: Span<UInt8>,
        cipher: Span<UInt8>,
        hmac: Span<UInt8>
    ) -> [UInt8]? {
        guard var context = CipherContext(.aes256CTR, key: cipher, nonceSize: 16),
            var mac = HMACContext(.sha256)
        else { return nil }
        var plaintext = [UInt8](repeating: 0, count: ciphertext.count)
        guard context.decryptCounter(ciphertext, iv: tag.extracting(0..<16), into: &plaintext) else {
            return nil
        }
        mac.start(key: hmac)
        mac.update(head)
        mac.update(plaintext.span)
        return tag.hasSameBytes(as: mac.finish()) ? plaintext : nil
    }
}

/// Takes off what protects the packets of one control channel.
struct OpenVPNReader {
    private(set) var protection: OpenVPNProtection?
    /// The key that opens it; `nil` while none is known to.
    private var key: OpenVPNKey?
    private let keys: [OpenVPNKey]
    /// The client's key comes wrapped.
    private(set) var hasWrappedKey = false
    /// Packets that no key opened.
    private(set) var sealed = 0

    init(_ keys: [OpenVPNKey]) { self.keys = keys }

    /// It is encrypted, and no key has opened any of it.
    var isSealed: Bool { protection == .encryption && key == nil }

    /// What it is then.
    var sealedProtocol: UnreadProtocol { hasWrappedKey ? .openvpnTLSCryptV2 : .openvpnTLSCrypt }

    /// As `docs/json-report.md` names it.
    var name: String? {
        switch protection {
        case OpenVPNProtection.none?: "none"
        case .authentication?: "tls-auth"
        case .encryption?: hasWrappedKey ? "tls-crypt-v2" : "tls-crypt"
        case nil: nil
        }
    }

    mutating func read(_ bytes: Span<UInt8>) -> OpenVPNPacket? {
        guard bytes.count > OpenVPNPacket.headerLength,
            let opcode = OpenVPNPacket.Opcode(rawValue: bytes[0] >> 3), !opcode.isData
        else { return nil }
        if protection == nil {
            protection =
                opcode == .clientResetV3 || opcode == .controlWithKey
                ? .encryption : OpenVPNProtection.of(bytes)
        }
        guard let protection else { return nil }
        if let offset = protection.contentOffset {
            guard bytes.count > offset else { return nil }
            return OpenVPNPacket(bytes, content: bytes.extracting(offset...))
        }
        return open(bytes, opcode)
    }

    private mutating func open(_ bytes: Span<UInt8>, _ opcode: OpenVPNPacket.Opcode) -> OpenVPNPacket? {
        var end = bytes.count
        if opcode == .clientResetV3 || opcode == .controlWithKey {
            hasWrappedKey = true
            let length = Int(bytes.bigEndianUInt16(at: bytes.count - 2))
            guard length >= 34, end - length >= OpenVPNProtection.encryptedHeader else { return nil }
            end -= length
            if key == nil {
                for candidate in keys {
                    guard let own = candidate.unwrap(bytes.extracting(end...)) else { continue }
                    key = own
                    break
                }
            }
        }
        let packet = bytes.extracting(0..<end)
        if let key, let content = key.open(packet) { return OpenVPNPacket(bytes, content: content.span) }
        if key == nil {
            for candidate in keys {
                guard let content = candidate.open(packet) else { continue }
                key = candidate
                return OpenVPNPacket(bytes, content: content.span)
            }
        }
        sealed += 1
        return nil
    }
}
