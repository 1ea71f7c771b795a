public import ByteParsing

/// The server's answer to a ClientHello, of SSL 3.0 to TLS 1.3, or its HelloRetryRequest.
///
/// It keeps the bytes, and reads the extensions that it is asked for: see ``DeferredExtensions``.
public struct ServerHello: Hashable, Sendable {
    public let legacyVersion: ProtocolVersion
    public let cipherSuite: CipherSuite
    public let compressionMethod: UInt8
    /// Whether it asks the client for another ClientHello (RFC 9846, section 4.2.4).
    public let isHelloRetryRequest: Bool
    /// The extensions where they lie.
    public let deferred: DeferredExtensions

    // struct {
    //     ProtocolVersion legacy_version;
    //     Random random;
    //     opaque legacy_session_id_echo<0..32>;
    //     CipherSuite cipher_suite;
    //     uint8 legacy_compression_method;
    //     Extension extensions<6..2^16-1>;
    // } ServerHello;                                                RFC 9846, section 4.2.3
    /// Reads a ServerHello, with or without a block of extensions (RFC 5246, section 7.4.1.3).
    public init(parsing reader: inout ByteReader) throws(ParseError) {
        var body = reader
        let message = try body.readRemaining("ServerHello")
        legacyVersion = ProtocolVersion(rawValue: try reader.readUInt16("ServerHello.legacy_version"))
        isHelloRetryRequest = try Random.readHelloRetryRequest(from: &reader)
        if Self.isEarlyDraft(legacyVersion) {
            cipherSuite = CipherSuite(rawValue: try reader.readUInt16("ServerHello.cipher_suite"))
            compressionMethod = 0
        } else {
            try reader.skipVector(width: 1, bytes: 0...32, "ServerHello.legacy_session_id_echo")
            cipherSuite = CipherSuite(rawValue: try reader.readUInt16("ServerHello.cipher_suite"))
            compressionMethod = try reader.readUInt8("ServerHello.legacy_compression_method")
        }
        if reader.isAtEnd {
            deferred = DeferredExtensions(none: message)
            return
        }
        deferred = try DeferredExtensions(of: message, parsing: &reader, field: "ServerHello.extensions")
        try reader.finish("ServerHello")
    }

    /// Up to draft 21, TLS 1.3 said its version in the field and had neither session nor compression.
    private static func isEarlyDraft(_ version: ProtocolVersion) -> Bool {
        (0x7F00...0x7F15).contains(version.rawValue)
    }

    public static func == (left: ServerHello, right: ServerHello) -> Bool { left.deferred == right.deferred }

    public func hash(into hasher: inout Hasher) { hasher.combine(deferred.message) }
}

// MARK: - Fields and extensions

extension ServerHello {
    public var random: Random {
        var reader = ByteReader(deferred.message.span.extracting(2...))
        return (try? Random(parsing: &reader)) ?? Random(rightJustifying: [])
    }

    /// From TLS 1.3 on an echo of the client's; before, the session's name, empty if it cannot be resumed by one.
    public var sessionID: [UInt8] {
        if Self.isEarlyDraft(legacyVersion) { return [] }
        var reader = ByteReader(deferred.message.span.extracting((2 + Random.byteCount)...))
        return (try? reader.readOpaque(width: 1, bytes: 0...32, "ServerHello.legacy_session_id_echo")) ?? []
    }

    /// The same where it lies.
    public var sessionIDSpan: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let message = deferred.message.span
            if Self.isEarlyDraft(legacyVersion) { return message.extracting(0..<0) }
            // Its length was checked when the hello came.
            let start = 2 + Random.byteCount + 1
            return message.extracting(start..<start + Int(message[start - 1]))
        }
    }

    /// supported_versions: TLS 1.3 and its later drafts say here what they are.
    public var selectedVersion: ProtocolVersion? {
        deferred.value(of: .supportedVersions) { body throws(ParseError) in
            try body.readCodePoint("supported_versions")
        }
    }

    /// application_layer_protocol_negotiation, up to TLS 1.2; later ones keep it for EncryptedExtensions.
    public var applicationProtocol: String? {
        deferred.value(of: .applicationLayerProtocolNegotiation) { body throws(ParseError) in
            try body.readChosenProtocolName()
        }
    }

    /// key_share: of the server's share, or the one that a HelloRetryRequest wants.
    public var keyShareGroup: NamedGroup? {
        deferred.value(of: .keyShare) { body throws(ParseError) in try readKeyShare(from: &body) }
    }

    /// pre_shared_key: the index of the client's identity that the server resumes with.
    public var selectedIdentity: UInt16? {
        deferred.value(of: .preSharedKey) { body throws(ParseError) in
            try Self.readSelectedIdentity(from: &body)
        }
    }

    public var renegotiationInfo: [UInt8]? {
        deferred.value(of: .renegotiationInfo) { body throws(ParseError) in
            try body.readRenegotiationInfo()
        }
    }

    /// client_certificate_type: what the client has to present; `nil` means X.509.
    public var clientCertificateType: CertificateType? {
        deferred.value(of: .clientCertificateType) { body throws(ParseError) in
            try body.readCodePoint("client_certificate_type")
        }
    }

    /// server_certificate_type: what the server will present; `nil` means X.509.
    public var serverCertificateType: CertificateType? {
        deferred.value(of: .serverCertificateType) { body throws(ParseError) in
            try body.readCodePoint("server_certificate_type")
        }
    }

    /// connection_id: what the server wants to find in the records that it receives (RFC 9146, section 3); `nil` when
    /// absent, and then neither side uses one.
    public var connectionID: [UInt8]? { deferred.connectionID(of: .connectionID) ?? draftConnectionID }

    /// The same by the number that a draft had for it.
    public var draftConnectionID: [UInt8]? { deferred.connectionID(of: .draftConnectionID) }

    public var usesExtendedMasterSecret: Bool { deferred.hasFlag(.extendedMasterSecret) }

    public var usesEncryptThenMAC: Bool { deferred.hasFlag(.encryptThenMAC) }

    /// session_ticket: a NewSessionTicket will follow (RFC 5077, section 3.2).
    public var announcesSessionTicket: Bool { deferred.hasFlag(.sessionTicket) }

    /// status_request: a CertificateStatus may follow.
    public var announcesStatus: Bool {
        deferred.contains(.statusRequest) || deferred.contains(.statusRequestV2)
    }

    /// server_name: the server used the client's.
    public var acknowledgesServerName: Bool { deferred.hasFlag(.serverName) }

    // struct { KeyShareEntry server_share } KeyShareServerHello;
    // struct { NamedGroup selected_group } KeyShareHelloRetryRequest;          RFC 9846, section 4.3.8
    private func readKeyShare(from body: inout ByteReader) throws(ParseError) -> NamedGroup {
        if isHelloRetryRequest { return try body.readCodePoint("key_share") }
        let group = try body.readKeyShareEntry()
        try body.finish("key_share")
        return group
    }

    private static func readSelectedIdentity(from body: inout ByteReader) throws(ParseError) -> UInt16 {
        let index = try body.readUInt16("pre_shared_key.selected_identity")
        try body.finish("pre_shared_key")
        return index
    }

    /// The types as sent, and which of them are wrong: reads them all.
    public var extensions: ExtensionList {
        deferred.list { type, body throws(ParseError) in try check(type, &body) }
    }

    /// Reads an extension for its errors alone.
    private func check(_ type: ExtensionType, _ body: inout ByteReader) throws(ParseError) {
        switch type {
        case .supportedVersions: let _: ProtocolVersion = try body.readCodePoint("supported_versions")
        case .applicationLayerProtocolNegotiation: _ = try body.readChosenProtocolName()
        case .keyShare: _ = try readKeyShare(from: &body)
        case .preSharedKey: _ = try Self.readSelectedIdentity(from: &body)
        case .renegotiationInfo: _ = try body.readRenegotiationInfo()
        case .clientCertificateType:
            let _: CertificateType = try body.readCodePoint("client_certificate_type")
        case .serverCertificateType:
            let _: CertificateType = try body.readCodePoint("server_certificate_type")
        case .extendedMasterSecret: _ = try body.readFlag("extended_master_secret")
        case .encryptThenMAC: _ = try body.readFlag("encrypt_then_mac")
        case .sessionTicket: _ = try body.readFlag("session_ticket")
        case .serverName: _ = try body.readFlag("server_name")
        default: break
        }
    }
}

// MARK: - What follows from the fields

extension ServerHello {
    public var extensionTypes: [ExtensionType] { extensions.types }

    public var malformedExtensions: [ParseError] { extensions.malformed }

    /// The version that both sides speak from here on.
    public var negotiatedVersion: ProtocolVersion { selectedVersion ?? legacyVersion }

    /// What a server that could speak more puts into ``random`` when it answers in less.
    public var downgradeSentinel: Random.DowngradeSentinel? { random.downgradeSentinel }
}
