public import ByteParsing

/// The client's first message, of SSL 3.0 to TLS 1.3 and DTLS alike.
///
/// Structures whose outer lengths are wrong are refused. An extension that cannot be read, or comes twice, is left at
/// its default and noted in ``malformedExtensions``: what else the client said still stands.
public struct ClientHello: Hashable, Sendable {
    /// The version field: all there is up to TLS 1.2, and stuck at TLS 1.2 in later ones.
    public internal(set) var legacyVersion: ProtocolVersion
    public internal(set) var random: Random
    public internal(set) var legacySessionID: [UInt8]
    public internal(set) var cipherSuites: [CipherSuite]
    public internal(set) var compressionMethods: [UInt8]
    public internal(set) var extensions = ExtensionList()

    /// server_name: the host name, as sent but for bytes that are not UTF-8.
    public internal(set) var serverName: String?
    /// application_layer_protocol_negotiation; empty when absent.
    public internal(set) var applicationProtocols: [String] = []
    /// supported_versions; empty when absent: ``versionsOffered`` also knows older clients.
    public internal(set) var supportedVersions: [ProtocolVersion] = []
    public internal(set) var supportedGroups: [NamedGroup] = []
    public internal(set) var keyShareGroups: [NamedGroup] = []
    public internal(set) var signatureAlgorithms: [SignatureScheme] = []
    /// signature_algorithms_cert; empty when absent, and then ``signatureAlgorithms`` holds for certificates as well.
    public internal(set) var signatureAlgorithmsCert: [SignatureScheme] = []
    /// certificate_authorities: DER names.
    public internal(set) var certificateAuthorities: [[UInt8]] = []

    /// session_ticket: `nil` when absent, empty when the client has none yet.
    public internal(set) var sessionTicket: [UInt8]?
    public internal(set) var preSharedKeyIdentities: [PSKIdentity] = []
    public internal(set) var pskKeyExchangeModes: [PSKKeyExchangeMode] = []
    /// renegotiation_info: empty in a first handshake, also when only TLS_EMPTY_RENEGOTIATION_INFO_SCSV says so.
    public internal(set) var renegotiationInfo: [UInt8]?

    /// client_certificate_type: what the client can present; empty when absent, which means X.509 alone.
    public internal(set) var clientCertificateTypes: [CertificateType] = []
    /// server_certificate_type: what the client can check; empty when absent, which means X.509 alone.
    public internal(set) var serverCertificateTypes: [CertificateType] = []
    /// compress_certificate; empty when absent.
    public internal(set) var certificateCompressionAlgorithms: [CertificateCompressionAlgorithm] = []

    public internal(set) var offersExtendedMasterSecret = false
    public internal(set) var offersEncryptThenMAC = false
    /// post_handshake_auth: a server may ask for a certificate later (RFC 9846, section 4.3.6).
    public internal(set) var offersPostHandshakeAuth = false
    public internal(set) var offersEarlyData = false
    /// status_request or status_request_v2.
    public internal(set) var requestsStatus = false
    /// Whether there is an encrypted_client_hello, real or GREASE: nobody can tell; ``serverName`` may be a front.
    public internal(set) var hasEncryptedClientHello = false

    init(
        legacyVersion: ProtocolVersion,
        random: Random,
        legacySessionID: [UInt8],
        cipherSuites: [CipherSuite],
        compressionMethods: [UInt8]
    ) {
        self.legacyVersion = legacyVersion
        self.random = random
        self.legacySessionID = legacySessionID
        self.cipherSuites = cipherSuites
        self.compressionMethods = compressionMethods
        if cipherSuites.contains(.TLS_EMPTY_RENEGOTIATION_INFO_SCSV) { renegotiationInfo = [] }
    }

    // struct {
    //     ProtocolVersion legacy_version;
    //     Random random;
    //     opaque legacy_session_id<0..32>;
    //     opaque cookie<0..2^8-1>;                                  DTLS only: RFC 6347, section 4.2.1
    //     CipherSuite cipher_suites<2..2^16-2>;
    //     opaque legacy_compression_methods<1..2^8-1>;
    //     Extension extensions<8..2^16-1>;
    // } ClientHello;                                                RFC 9846, section 4.2.2
    /// Reads a ClientHello, with or without a block of extensions (RFC 5246, section 7.4.1.2).
    public init(parsing reader: inout ByteReader) throws(ParseError) {
        let version = ProtocolVersion(rawValue: try reader.readUInt16("ClientHello.legacy_version"))
        let random = try Random(parsing: &reader)
        let sessionID = try reader.readOpaque(width: 1, bytes: 0...32, "ClientHello.legacy_session_id")
        if version.isDTLS { try reader.skipVector(width: 1, bytes: 0...0xFF, "ClientHello.cookie") }
        self.init(
            legacyVersion: version,
            random: random,
            legacySessionID: sessionID,
            cipherSuites: try reader.readCodePoints(bytes: 2...0xFFFE, "ClientHello.cipher_suites"),
            compressionMethods: try reader.readOpaque(
                width: 1,
                bytes: 1...0xFF,
                "ClientHello.legacy_compression_methods"
            )
        )
        if reader.isAtEnd { return }
        extensions = try ExtensionList(parsing: &reader, field: "ClientHello.extensions") {
            (type, body) throws(ParseError) in
            try readExtension(type, from: &body)
        }
        try reader.finish("ClientHello")
    }

    private mutating func readExtension(
        _ type: ExtensionType,
        from body: inout ByteReader
    ) throws(ParseError) {
        switch type {
        case .serverName: serverName = try body.readServerName()
        case .applicationLayerProtocolNegotiation: applicationProtocols = try body.readProtocolNames()
        case .supportedVersions:
            supportedVersions = try body.readCodePointList(width: 1, bytes: 2...254, "supported_versions")
        case .supportedGroups:
            supportedGroups = try body.readCodePointList(bytes: 2...0xFFFF, "supported_groups")
        case .keyShare: keyShareGroups = try body.readKeyShareGroups()
        case .signatureAlgorithms:
            signatureAlgorithms = try body.readCodePointList(bytes: 2...0xFFFE, "signature_algorithms")
        case .signatureAlgorithmsCert:
            signatureAlgorithmsCert = try body.readCodePointList(
                bytes: 2...0xFFFE,
                "signature_algorithms_cert"
            )
        case .certificateAuthorities: certificateAuthorities = try body.readCertificateAuthorities()
        case .sessionTicket: sessionTicket = try body.readRemaining("session_ticket")
        case .preSharedKey: preSharedKeyIdentities = try PSKIdentity.readOffer(from: &body)
        case .pskKeyExchangeModes: pskKeyExchangeModes = try body.readCodePointList("psk_key_exchange_modes")
        case .renegotiationInfo: renegotiationInfo = try body.readRenegotiationInfo()
        case .clientCertificateType:
            clientCertificateTypes = try body.readCodePointList("client_certificate_type")
        case .serverCertificateType:
            serverCertificateTypes = try body.readCodePointList("server_certificate_type")
        case .compressCertificate:
            certificateCompressionAlgorithms = try body.readCodePointList(
                width: 1,
                bytes: 2...254,
                "compress_certificate"
            )
        case .extendedMasterSecret: offersExtendedMasterSecret = try body.readFlag("extended_master_secret")
        case .encryptThenMAC: offersEncryptThenMAC = try body.readFlag("encrypt_then_mac")
        case .postHandshakeAuth: offersPostHandshakeAuth = try body.readFlag("post_handshake_auth")
        case .earlyData: offersEarlyData = try body.readFlag("early_data")
        case .statusRequest, .statusRequestV2: requestsStatus = true
        case .encryptedClientHello: hasEncryptedClientHello = true
        default: break
        }
    }
}

// MARK: - What follows from the fields

extension ClientHello {
    public var extensionTypes: [ExtensionType] { extensions.types }

    public var malformedExtensions: [ParseError] { extensions.malformed }

    /// supported_versions or, without it, the version field, which stands for everything up to it.
    public var versionsOffered: [ProtocolVersion] {
        supportedVersions.isEmpty ? [legacyVersion] : supportedVersions
    }

    /// Whether this client could go on in TLS 1.3.
    public var offersTLS13: Bool { supportedVersions.contains(where: \.isTLS13) }

    /// Whether it retries with a lower version than it could speak (RFC 7507).
    public var isFallback: Bool { cipherSuites.contains(.TLS_FALLBACK_SCSV) }
}
