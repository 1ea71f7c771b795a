public import ByteParsing

/// The server's answer to a ClientHello, of SSL 3.0 to TLS 1.3, or its HelloRetryRequest.
public struct ServerHello: Hashable, Sendable {
    public let legacyVersion: ProtocolVersion
    public let random: Random
    /// From TLS 1.3 on an echo of the client's; before, the session's name, empty if it cannot be resumed by one.
    public let sessionID: [UInt8]
    public let cipherSuite: CipherSuite
    public let compressionMethod: UInt8
    public private(set) var extensions = ExtensionList()

    /// supported_versions: TLS 1.3 and its later drafts say here what they are.
    public private(set) var selectedVersion: ProtocolVersion?
    /// application_layer_protocol_negotiation, up to TLS 1.2; later ones keep it for EncryptedExtensions.
    public private(set) var applicationProtocol: String?
    /// key_share: of the server's share, or the one that a HelloRetryRequest wants.
    public private(set) var keyShareGroup: NamedGroup?
    /// pre_shared_key: the index of the client's identity that the server resumes with.
    public private(set) var selectedIdentity: UInt16?
    public private(set) var renegotiationInfo: [UInt8]?
    /// client_certificate_type: what the client has to present; `nil` means X.509.
    public private(set) var clientCertificateType: CertificateType?
    /// server_certificate_type: what the server will present; `nil` means X.509.
    public private(set) var serverCertificateType: CertificateType?
    public private(set) var usesExtendedMasterSecret = false
    public private(set) var usesEncryptThenMAC = false
    /// session_ticket: a NewSessionTicket will follow (RFC 5077, section 3.2).
    public private(set) var announcesSessionTicket = false
    /// status_request: a CertificateStatus may follow.
    public private(set) var announcesStatus = false
    /// server_name: the server used the client's.
    public private(set) var acknowledgesServerName = false

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
        legacyVersion = ProtocolVersion(rawValue: try reader.readUInt16("ServerHello.legacy_version"))
        random = try Random(parsing: &reader)
        // Up to draft 21, TLS 1.3 said its version here and had neither session nor compression.
        if (0x7F00...0x7F15).contains(legacyVersion.rawValue) {
            sessionID = []
            cipherSuite = CipherSuite(rawValue: try reader.readUInt16("ServerHello.cipher_suite"))
            compressionMethod = 0
        } else {
            sessionID = try reader.readOpaque(width: 1, bytes: 0...32, "ServerHello.legacy_session_id_echo")
            cipherSuite = CipherSuite(rawValue: try reader.readUInt16("ServerHello.cipher_suite"))
            compressionMethod = try reader.readUInt8("ServerHello.legacy_compression_method")
        }
        if reader.isAtEnd { return }
        extensions = try ExtensionList(parsing: &reader, field: "ServerHello.extensions") {
            (type, body) throws(ParseError) in
            try readExtension(type, from: &body)
        }
        try reader.finish("ServerHello")
    }

    private mutating func readExtension(
        _ type: ExtensionType,
        from body: inout ByteReader
    ) throws(ParseError) {
        switch type {
        case .supportedVersions: selectedVersion = try body.readCodePoint("supported_versions")
        case .applicationLayerProtocolNegotiation: applicationProtocol = try body.readChosenProtocolName()
        case .keyShare: keyShareGroup = try readKeyShare(from: &body)
        case .preSharedKey:
            let index = try body.readUInt16("pre_shared_key.selected_identity")
            try body.finish("pre_shared_key")
            selectedIdentity = index
        case .renegotiationInfo: renegotiationInfo = try body.readRenegotiationInfo()
        case .clientCertificateType: clientCertificateType = try body.readCodePoint("client_certificate_type")
        case .serverCertificateType: serverCertificateType = try body.readCodePoint("server_certificate_type")
        case .extendedMasterSecret: usesExtendedMasterSecret = try body.readFlag("extended_master_secret")
        case .encryptThenMAC: usesEncryptThenMAC = try body.readFlag("encrypt_then_mac")
        case .sessionTicket: announcesSessionTicket = try body.readFlag("session_ticket")
        case .statusRequest, .statusRequestV2: announcesStatus = true
        case .serverName: acknowledgesServerName = try body.readFlag("server_name")
        default: break
        }
    }

    // struct { KeyShareEntry server_share } KeyShareServerHello;
    // struct { NamedGroup selected_group } KeyShareHelloRetryRequest;          RFC 9846, section 4.3.8
    private func readKeyShare(from body: inout ByteReader) throws(ParseError) -> NamedGroup {
        if isHelloRetryRequest { return try body.readCodePoint("key_share") }
        let group = try body.readKeyShareEntry()
        try body.finish("key_share")
        return group
    }
}

// MARK: - What follows from the fields

extension ServerHello {
    public var extensionTypes: [ExtensionType] { extensions.types }

    public var malformedExtensions: [ParseError] { extensions.malformed }

    /// The version that both sides speak from here on.
    public var negotiatedVersion: ProtocolVersion { selectedVersion ?? legacyVersion }

    /// Whether it asks the client for another ClientHello (RFC 9846, section 4.2.4).
    public var isHelloRetryRequest: Bool { random.isHelloRetryRequest }

    /// What a server that could speak more puts into ``random`` when it answers in less.
    public var downgradeSentinel: Random.DowngradeSentinel? { random.downgradeSentinel }
}
