public import ByteParsing

/// The client's first message, of SSL 3.0 to TLS 1.3 and DTLS alike.
///
/// Structures whose outer lengths are wrong are refused. An extension that cannot be read, or comes twice, is left at
/// its default and noted in ``malformedExtensions``: what else the client said still stands.
///
/// It keeps the bytes, and reads what it is asked for: see ``DeferredExtensions``.
public struct ClientHello: Hashable, Sendable {
    /// The extensions where they lie.
    public let deferred: DeferredExtensions

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
        var body = reader
        let message = try body.readRemaining("ClientHello")
        try self.init(message, parsing: &reader, sessionID: 0...32, suites: 2...0xFFFE)
    }

    /// `reader` reads the same bytes; the ranges are those of two vectors' lengths.
    @inline(__always)
    init(
        _ message: [UInt8],
        parsing reader: inout ByteReader,
        sessionID sessionIDLength: ClosedRange<Int>,
        suites suitesLength: ClosedRange<Int>
    ) throws(ParseError) {
        let fields = try Fields(parsing: &reader, sessionIDLength, suitesLength)
        guard fields.suites.count.isMultiple(of: 2) else {
            throw ParseError(
                .illegalValue(UInt64(fields.suites.count)),
                field: "ClientHello.cipher_suites",
                offset: fields.suites.lowerBound - 2
            )
        }
        if reader.isAtEnd {
            deferred = DeferredExtensions(none: message)
            return
        }
        deferred = try DeferredExtensions(of: message, parsing: &reader, field: "ClientHello.extensions")
        try reader.finish("ClientHello")
    }

    public static func == (left: ClientHello, right: ClientHello) -> Bool { left.deferred == right.deferred }

    public func hash(into hasher: inout Hasher) { hasher.combine(deferred.message) }
}

// MARK: - Fields

extension ClientHello {
    /// Where the fields before the extensions lie.
    private struct Fields {
        let version: ProtocolVersion
        let sessionID: Range<Int>
        let cookie: Range<Int>?
        let suites: Range<Int>
        let compression: Range<Int>

        @inline(__always)
        init(
            parsing reader: inout ByteReader,
            _ sessionIDLength: ClosedRange<Int>,
            _ suitesLength: ClosedRange<Int>
        ) throws(ParseError) {
            version = ProtocolVersion(rawValue: try reader.readUInt16("ClientHello.legacy_version"))
            try reader.skip(Random.byteCount, "random")
            sessionID = try reader.skipField(1, sessionIDLength, "ClientHello.legacy_session_id")
            cookie = version.isDTLS ? try reader.skipField(1, 0...0xFF, "ClientHello.cookie") : nil
            suites = try reader.skipField(2, suitesLength, "ClientHello.cipher_suites")
            compression = try reader.skipField(1, 1...0xFF, "ClientHello.legacy_compression_methods")
        }
    }

    /// Reads them again: they were checked when the hello came.
    private var fields: Fields? {
        var reader = ByteReader(deferred.message.span)
        return try? Fields(parsing: &reader, 0...0xFF, 0...0xFFFE)
    }

    /// The version field: all there is up to TLS 1.2, and stuck at TLS 1.2 in later ones.
    public var legacyVersion: ProtocolVersion {
        ProtocolVersion(rawValue: deferred.message.span.bigEndianUInt16(at: 0))
    }

    public var random: Random {
        var reader = ByteReader(deferred.message.span.extracting(2...))
        return (try? Random(parsing: &reader)) ?? Random(rightJustifying: [])
    }

    /// Of DTLS: what the server wanted to see again, up to DTLS 1.2; later ones have an extension for it.
    public var legacyCookie: [UInt8] { bytes(fields?.cookie) }

    public var legacySessionID: [UInt8] { bytes(fields?.sessionID) }

    public var cipherSuites: [CipherSuite] {
        guard let range = fields?.suites else { return [] }
        let message = deferred.message.span
        var suites: [CipherSuite] = []
        suites.reserveCapacity(range.count / 2)
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: 2) {
            suites.append(CipherSuite(rawValue: message.bigEndianUInt16(at: offset)))
        }
        return suites
    }

    public var compressionMethods: [UInt8] { bytes(fields?.compression) }

    private func bytes(_ range: Range<Int>?) -> [UInt8] {
        range.map { [UInt8](copying: deferred.message.span.extracting($0)) } ?? []
    }
}

// MARK: - Extensions

extension ClientHello {
    /// server_name: the host name, as sent but for bytes that are not UTF-8.
    public var serverName: String? {
        deferred.value(of: .serverName) { body throws(ParseError) in try body.readServerName() } ?? nil
    }

    /// application_layer_protocol_negotiation; empty when absent.
    public var applicationProtocols: [String] {
        deferred.value(of: .applicationLayerProtocolNegotiation) { body throws(ParseError) in
            try body.readProtocolNames()
        } ?? []
    }

    /// supported_versions; empty when absent: ``versionsOffered`` also knows older clients.
    public var supportedVersions: [ProtocolVersion] {
        deferred.value(of: .supportedVersions) { body throws(ParseError) in
            try body.readSupportedVersions()
        } ?? []
    }

    public var supportedGroups: [NamedGroup] {
        deferred.value(of: .supportedGroups) { body throws(ParseError) in
            try body.readSupportedGroups()
        } ?? []
    }

    public var keyShareGroups: [NamedGroup] {
        deferred.value(of: .keyShare) { body throws(ParseError) in try body.readKeyShareGroups() } ?? []
    }

    public var signatureAlgorithms: [SignatureScheme] {
        deferred.value(of: .signatureAlgorithms) { body throws(ParseError) in
            try body.readSignatureSchemes("signature_algorithms")
        } ?? []
    }

    /// signature_algorithms_cert; empty when absent, and then ``signatureAlgorithms`` holds for certificates as well.
    public var signatureAlgorithmsCert: [SignatureScheme] {
        deferred.value(of: .signatureAlgorithmsCert) { body throws(ParseError) in
            try body.readSignatureSchemes("signature_algorithms_cert")
        } ?? []
    }

    /// certificate_authorities: DER names.
    public var certificateAuthorities: [[UInt8]] {
        deferred.value(of: .certificateAuthorities) { body throws(ParseError) in
            try body.readCertificateAuthorities().kept
        } ?? []
    }

    /// session_ticket: `nil` when absent, empty when the client has none yet.
    public var sessionTicket: [UInt8]? {
        deferred.value(of: .sessionTicket) { body throws(ParseError) in
            try body.readRemaining("session_ticket")
        }
    }

    public var preSharedKeyIdentities: [PSKIdentity] {
        deferred.value(of: .preSharedKey) { body throws(ParseError) in
            try PSKIdentity.readOffer(from: &body)
        } ?? []
    }

    public var pskKeyExchangeModes: [PSKKeyExchangeMode] {
        deferred.value(of: .pskKeyExchangeModes) { body throws(ParseError) in
            try body.readKeyExchangeModes()
        } ?? []
    }

    /// renegotiation_info: empty in a first handshake, also when only TLS_EMPTY_RENEGOTIATION_INFO_SCSV says so.
    public var renegotiationInfo: [UInt8]? {
        deferred.value(of: .renegotiationInfo) { body throws(ParseError) in
            try body.readRenegotiationInfo()
        } ?? (cipherSuites.contains(.TLS_EMPTY_RENEGOTIATION_INFO_SCSV) ? [] : nil)
    }

    /// client_certificate_type: what the client can present; empty when absent, which means X.509 alone.
    public var clientCertificateTypes: [CertificateType] {
        deferred.value(of: .clientCertificateType) { body throws(ParseError) in
            try body.readCertificateTypes("client_certificate_type")
        } ?? []
    }

    /// server_certificate_type: what the client can check; empty when absent, which means X.509 alone.
    public var serverCertificateTypes: [CertificateType] {
        deferred.value(of: .serverCertificateType) { body throws(ParseError) in
            try body.readCertificateTypes("server_certificate_type")
        } ?? []
    }

    /// compress_certificate; empty when absent.
    public var certificateCompressionAlgorithms: [CertificateCompressionAlgorithm] {
        deferred.value(of: .compressCertificate) { body throws(ParseError) in
            try body.readCompressionAlgorithms()
        } ?? []
    }

    /// connection_id: what the client wants to find in the records that it receives (RFC 9146, section 3); `nil` when
    /// absent.
    public var connectionID: [UInt8]? { deferred.connectionID(of: .connectionID) ?? draftConnectionID }

    /// The same by the number that a draft had for it.
    public var draftConnectionID: [UInt8]? { deferred.connectionID(of: .draftConnectionID) }

    public var offersExtendedMasterSecret: Bool { deferred.hasFlag(.extendedMasterSecret) }

    public var offersEncryptThenMAC: Bool { deferred.hasFlag(.encryptThenMAC) }

    /// post_handshake_auth: a server may ask for a certificate later (RFC 9846, section 4.3.6).
    public var offersPostHandshakeAuth: Bool { deferred.hasFlag(.postHandshakeAuth) }

    public var offersEarlyData: Bool { deferred.hasFlag(.earlyData) }

    /// status_request or status_request_v2.
    public var requestsStatus: Bool {
        deferred.contains(.statusRequest) || deferred.contains(.statusRequestV2)
    }

    /// Whether there is an encrypted_client_hello, real or GREASE: nobody can tell; ``serverName`` may be a front.
    public var hasEncryptedClientHello: Bool { deferred.contains(.encryptedClientHello) }

    /// Whether an extension of this type was sent, whatever it says.
    public func hasExtension(_ type: ExtensionType) -> Bool { deferred.contains(type) }

    /// The types as sent, and which of them are wrong: reads them all.
    public var extensions: ExtensionList {
        deferred.list { type, body throws(ParseError) in try Self.check(type, &body) }
    }

    /// Reads an extension for its errors alone.
    private static func check(_ type: ExtensionType, _ body: inout ByteReader) throws(ParseError) {
        switch type {
        case .serverName: _ = try body.readServerName()
        case .applicationLayerProtocolNegotiation: _ = try body.readProtocolNames()
        case .supportedVersions:
            _ = try body.readSupportedVersions()
        case .supportedGroups:
            _ = try body.readSupportedGroups()
        case .keyShare: _ = try body.readKeyShareGroups()
        case .signatureAlgorithms:
            _ = try body.readSignatureSchemes("signature_algorithms")
        case .signatureAlgorithmsCert:
            _ = try body.readSignatureSchemes("signature_algorithms_cert")
        case .certificateAuthorities: _ = try body.readCertificateAuthorities()
        case .preSharedKey: _ = try PSKIdentity.readOffer(from: &body)
        case .pskKeyExchangeModes:
            _ = try body.readKeyExchangeModes()
        case .renegotiationInfo: _ = try body.readRenegotiationInfo()
        case .clientCertificateType:
            _ = try body.readCertificateTypes("client_certificate_type")
        case .serverCertificateType:
            _ = try body.readCertificateTypes("server_certificate_type")
        case .compressCertificate:
            _ = try body.readCompressionAlgorithms()
        case .extendedMasterSecret: _ = try body.readFlag("extended_master_secret")
        case .encryptThenMAC: _ = try body.readFlag("encrypt_then_mac")
        case .postHandshakeAuth: _ = try body.readFlag("post_handshake_auth")
        case .earlyData: _ = try body.readFlag("early_data")
        default: break
        }
    }
}
