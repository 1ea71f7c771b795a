import ByteParsing
import OpenSSLHandles
public import TLSWire

/// What follows from a connection id and from the secrets of TLS 1.3 (RFC 9001, section 5; RFC 9369, section 3.3).
public enum QUICKeySchedule {
    /// The keys of Initial packets, which follow from what anybody can see; each side's are made when they are asked for.
    ///
    /// An object, so that who asks for them again has those that were made; one thread at a time has it.
    public final class InitialKeys {
        private let authenticator: SHA256Authenticator
        private let labels: Labels
        /// They were asked for before.
        var isRepeated = false
        private var client: SideKeys?
        private var server: SideKeys?

        /// The keys that follow from the Destination Connection ID of the client's first Initial packet, or from the Source
        /// Connection ID of a Retry (RFC 9001, section 5.2); `nil` if OpenSSL lacks SHA-256.
        public init?(_ family: QUICVersion.Family, connectionID: Span<UInt8>) {
            guard let initial = family.initialExtractor?.code(of: connectionID),
                let authenticator = SHA256Authenticator(key: initial.span)
            else { return nil }
            self.authenticator = authenticator
            labels = family.initialLabels
        }

        public func keys(of sender: Role) -> QUICPacketKeys? {
            switch sender {
            case .client:
                if client == nil { client = SideKeys(authenticator.code(of: clientLabel.span), labels) }
                return client?.keys(labels)
            case .server:
                if server == nil { server = SideKeys(authenticator.code(of: serverLabel.span), labels) }
                return server?.keys(labels)
            }
        }

        /// What takes the header protection off the client's packets, which costs less to make than all of the keys.
        func clientHeaderKey() -> InlineArray<32, UInt8>? {
            if client == nil { client = SideKeys(authenticator.code(of: clientLabel.span), labels) }
            return client?.headerKey
        }
    }

    /// One side's secret, and what follows from it as far as it was asked for.
    private struct SideKeys: Sendable {
        let authenticator: SHA256Authenticator
        /// Of it, 16 bytes are used.
        let headerKey: InlineArray<32, UInt8>
        private var known: QUICPacketKeys?

        init?(_ secret: InlineArray<32, UInt8>?, _ labels: Labels) {
            guard let secret, let authenticator = SHA256Authenticator(key: secret.span),
                let headerKey = authenticator.code(of: labels.headerKey.span)
            else { return nil }
            self.authenticator = authenticator
            self.headerKey = headerKey
        }

        mutating func keys(_ labels: Labels) -> QUICPacketKeys? {
            if known == nil, let key = authenticator.code(of: labels.key.span),
                let iv = authenticator.code(of: labels.iv.span)
            {
                known = QUICPacketKeys(
                    .aes128GCM,
                    tagSize: 16,
                    key: key.span.extracting(0..<16),
                    iv: iv.span.extracting(0..<TLS13KeySchedule.ivSize),
                    headerKey: headerKey.span.extracting(0..<16)
                )
            }
            return known
        }
    }

    /// The keys of a secret of a key log; `nil` for a suite that is not of TLS 1.3 or that OpenSSL lacks.
    public static func keys(
        secret: [UInt8],
        suite: CipherSuite,
        _ family: QUICVersion.Family
    ) -> QUICPacketKeys? {
        guard let cipher = suite.bulkCipher, let algorithm = CipherAlgorithm(cipher),
            case .aead(_, let tagSize) = suite.recordProtection, let hash = hash(of: suite, secret)
        else { return nil }
        let prefix = family.labelPrefix
        func expand(_ label: String, _ length: Int) -> [UInt8] {
            TLS13KeySchedule.expandLabel(secret, prefix + label, length: length, hash) ?? []
        }
        return QUICPacketKeys(
            algorithm,
            tagSize: tagSize,
            key: expand("key", cipher.keySize).span,
            iv: expand("iv", TLS13KeySchedule.ivSize).span,
            headerKey: expand("hp", cipher.keySize).span
        )
    }

    /// The secret after a key update (RFC 9001, section 6.1); `nil` as above.
    public static func nextSecret(
        after secret: [UInt8],
        suite: CipherSuite,
        _ family: QUICVersion.Family
    ) -> [UInt8]? {
        guard let hash = hash(of: suite, secret) else { return nil }
        return TLS13KeySchedule.expandLabel(secret, family.labelPrefix + "ku", length: secret.count, hash)
    }

    private static func hash(of suite: CipherSuite, _ secret: [UInt8]) -> HashFunction? {
        guard suite.keyExchange == .tls13, let hash = suite.handshakeHash.flatMap({ HashFunction($0) }),
            secret.count == hash.byteCount
        else { return nil }
        return hash
    }

    // MARK: Labels

    private static let clientLabel = Labels.expansion(of: "client in", length: 32)
    private static let serverLabel = Labels.expansion(of: "server in", length: 32)

    /// What HKDF-Expand takes in, of one block: an HkdfLabel with an empty context, and the counter.
    struct Labels: Sendable {
        let key: [UInt8]
        let iv: [UInt8]
        let headerKey: [UInt8]

        init(_ prefix: String) {
            key = Self.expansion(of: prefix + "key", length: 16)
            iv = Self.expansion(of: prefix + "iv", length: TLS13KeySchedule.ivSize)
            headerKey = Self.expansion(of: prefix + "hp", length: 16)
        }

        static func expansion(of label: String, length: Int) -> [UInt8] {
            TLS13KeySchedule.label(label, length: length) + [1]
        }
    }
}

extension QUICVersion.Family {
    /// HKDF-Extract with the version's salt: RFC 9001, section 5.2; RFC 9369, section 3.3.1; and the drafts' own.
    var initialExtractor: SHA256Authenticator? {
        switch self {
        case .v1: Self.extractorV1
        case .v2: Self.extractorV2
        case .v2Draft: Self.extractorV2Draft
        case .draft29: Self.extractor29
        case .draft23: Self.extractor23
        }
    }

    private static let extractorV1 = SHA256Authenticator(key: saltV1.span)
    private static let extractorV2 = SHA256Authenticator(key: saltV2.span)
    private static let extractorV2Draft = SHA256Authenticator(key: saltV2Draft.span)
    private static let extractor29 = SHA256Authenticator(key: salt29.span)
    private static let extractor23 = SHA256Authenticator(key: salt23.span)

    var labelPrefix: String { self == .v2 || self == .v2Draft ? "quicv2 " : "quic " }

    var initialLabels: QUICKeySchedule.Labels {
        self == .v2 || self == .v2Draft ? Self.labelsV2 : Self.labelsV1
    }

    private static let labelsV1 = QUICKeySchedule.Labels("quic ")
    private static let labelsV2 = QUICKeySchedule.Labels("quicv2 ")

    private static let saltV1: [UInt8] = [
        0x38, 0x76, 0x2C, 0xF7, 0xF5, 0x59, 0x34, 0xB3, 0x4D, 0x17, 0x9A, 0xE6, 0xA4, 0xC8, 0x0C, 0xAD, 0xCC,
        0xBB,
        0x7F, 0x0A,
    ]
    private static let saltV2: [UInt8] = [
        0x0D, 0xED, 0xE3, 0xDE, 0xF7, 0x00, 0xA6, 0xDB, 0x81, 0x93, 0x81, 0xBE, 0x6E, 0x26, 0x9D, 0xCB, 0xF9,
        0xBD,
        0x2E, 0xD9,
    ]
    private static let saltV2Draft: [UInt8] = [
        0xA7, 0x07, 0xC2, 0x03, 0xA5, 0x9B, 0x47, 0x18, 0x4A, 0x1D, 0x62, 0xCA, 0x57, 0x04, 0x06, 0xEA, 0x7A,
        0xE3,
        0xE5, 0xD3,
    ]
    private static let salt29: [UInt8] = [
        0xAF, 0xBF, 0xEC, 0x28, 0x99, 0x93, 0xD2, 0x4C, 0x9E, 0x97, 0x86, 0xF1, 0x9C, 0x61, 0x11, 0xE0, 0x43,
        0x90,
        0xA8, 0x99,
    ]
    private static let salt23: [UInt8] = [
        0xC3, 0xEE, 0xF7, 0x12, 0xC7, 0x2E, 0xBB, 0x5A, 0x11, 0xA7, 0xD2, 0x43, 0x2B, 0xB4, 0x63, 0x65, 0xBE,
        0xF9,
        0xF5, 0x02,
    ]
}
