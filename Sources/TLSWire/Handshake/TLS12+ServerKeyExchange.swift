public import ByteParsing

extension TLS12 {
    /// The server's part of the key exchange, as far as a verdict needs it: sizes and names, and the signature.
    public struct ServerKeyExchange: Hashable, Sendable {
        /// What the server chose for the key exchange.
        public enum Parameters: Hashable, Sendable {
            /// Nothing beside a hint.
            case none
            case namedGroup(NamedGroup, publicKeySize: Int)
            /// A prime field of so many bits.
            case finiteField(primeBits: Int)
            case srp(primeBits: Int)
            /// The short-lived key of an export suite, in bits.
            case exportRSA(modulusBits: Int)
            /// An explicit curve, or a suite that is unknown or of another kind: the size of the message.
            case unread(size: Int)
        }

        /// psk_identity_hint of a suite with a shared key; empty when the server gives none.
        public let pskIdentityHint: [UInt8]?
        public let parameters: Parameters
        /// `nil` when the parameters are unsigned, unread, or of a version before TLS 1.2.
        public let signatureScheme: SignatureScheme?
        /// Where it lies in the message; `nil` when the parameters are unsigned or unread.
        public let signature: Range<Int>?

        // struct {
        //     opaque psk_identity_hint<0..2^16-1>;                  PSK suites: RFC 4279, section 2
        //     select (KeyExchangeAlgorithm) {
        //         case dhe: ServerDHParams params;
        //         case ecdhe: ServerECDHParams params;
        //     };
        //     digitally-signed …                                    suites whose server has a certificate
        // } ServerKeyExchange;                       RFC 5246, section 7.4.3, and RFC 8422, section 5.4
        public init(
            parsing reader: inout ByteReader,
            context: HandshakeContext
        ) throws(ParseError) {
            let keyExchange = context.keyExchange
            let version = context.version ?? .tls12
            switch keyExchange {
            case .psk, .dhePSK, .ecdhePSK, .rsaPSK:
                pskIdentityHint = try reader.readOpaque(
                    width: 2,
                    bytes: 0...0xFFFF,
                    "ServerKeyExchange.psk_identity_hint"
                )
            default: pskIdentityHint = nil
            }
            parameters = try Self.readParameters(from: &reader, keyExchange)
            if case .unread = parameters {
                try reader.skip(reader.remaining, "ServerKeyExchange")
                signatureScheme = nil
                signature = nil
                return
            }
            if Self.isSigned(context.cipherSuite) {
                signatureScheme =
                    version.namesSignatureSchemes
                    ? SignatureScheme(rawValue: try reader.readUInt16("ServerKeyExchange.algorithm")) : nil
                signature = try reader.skipField(2, 0...0xFFFF, "ServerKeyExchange.signature")
            } else {
                signatureScheme = nil
                signature = nil
            }
            try reader.finish("ServerKeyExchange")
        }
    }
}

// MARK: - By key exchange

extension TLS12.ServerKeyExchange {
    /// Shared keys alone authenticate RSA_PSK's parameters too: they are but a hint.
    private static func isSigned(_ cipherSuite: CipherSuite?) -> Bool {
        switch cipherSuite?.authentication {
        case .certificate, .certificateAndSRP: true
        default: false
        }
    }

    private static func readParameters(
        from reader: inout ByteReader,
        _ keyExchange: CipherSuite.KeyExchange?
    ) throws(ParseError) -> Parameters {
        switch keyExchange {
        case .psk, .rsaPSK: .none
        case .dhe, .dhAnonymous, .dhePSK: .finiteField(primeBits: try readDHParameters(from: &reader))
        case .ecdhe, .ecdhAnonymous, .ecdhePSK: try readECDHParameters(from: &reader)
        case .srp: .srp(primeBits: try readSRPParameters(from: &reader))
        case .rsa: .exportRSA(modulusBits: try readRSAParameters(from: &reader))
        case .none, .null, .dh, .ecdh, .krb5, .eccPWD, .gost, .tls13: .unread(size: reader.remaining)
        }
    }

    // struct {
    //     opaque dh_p<1..2^16-1>;
    //     opaque dh_g<1..2^16-1>;
    //     opaque dh_Ys<1..2^16-1>;
    // } ServerDHParams;                                             RFC 5246, section 7.4.3
    private static func readDHParameters(from reader: inout ByteReader) throws(ParseError) -> Int {
        let bits = try readIntegerBits(from: &reader, "ServerDHParams.dh_p")
        try reader.skipVector(width: 2, bytes: 1...0xFFFF, "ServerDHParams.dh_g")
        try reader.skipVector(width: 2, bytes: 1...0xFFFF, "ServerDHParams.dh_Ys")
        return bits
    }

    // enum { explicit_prime(1), explicit_char2(2), named_curve(3), reserved(248..255) } ECCurveType;
    // struct {
    //     ECCurveType curve_type;
    //     NamedCurve namedcurve;                                    named_curve
    //     opaque point<1..2^8-1>;
    // } ServerECDHParams;                                           RFC 8422, section 5.4
    private static func readECDHParameters(from reader: inout ByteReader) throws(ParseError) -> Parameters {
        let start = reader.offset
        let size = reader.remaining
        let curveType = try reader.readUInt8("ECParameters.curve_type")
        switch curveType {
        case 1, 2, 248...: return .unread(size: size)
        case 3: break
        default:
            throw ParseError(
                .illegalValue(UInt64(curveType)),
                field: "ECParameters.curve_type",
                offset: start
            )
        }
        let group = NamedGroup(rawValue: try reader.readUInt16("ECParameters.namedcurve"))
        let point = try reader.skipVector(width: 1, bytes: 1...0xFF, "ServerECDHParams.public")
        return .namedGroup(group, publicKeySize: point)
    }

    // struct {
    //     opaque srp_N<1..2^16-1>;
    //     opaque srp_g<1..2^16-1>;
    //     opaque srp_s<1..2^8-1>;
    //     opaque srp_B<1..2^16-1>;
    // } ServerSRPParams;                                            RFC 5054, section 2.8
    private static func readSRPParameters(from reader: inout ByteReader) throws(ParseError) -> Int {
        let bits = try readIntegerBits(from: &reader, "ServerSRPParams.srp_N")
        try reader.skipVector(width: 2, bytes: 1...0xFFFF, "ServerSRPParams.srp_g")
        try reader.skipVector(width: 1, bytes: 1...0xFF, "ServerSRPParams.srp_s")
        try reader.skipVector(width: 2, bytes: 1...0xFFFF, "ServerSRPParams.srp_B")
        return bits
    }

    // struct {
    //     opaque rsa_modulus<1..2^16-1>;
    //     opaque rsa_exponent<1..2^16-1>;
    // } ServerRSAParams;                                            RFC 2246, section 7.4.3
    private static func readRSAParameters(from reader: inout ByteReader) throws(ParseError) -> Int {
        let bits = try readIntegerBits(from: &reader, "ServerRSAParams.rsa_modulus")
        try reader.skipVector(width: 2, bytes: 1...0xFFFF, "ServerRSAParams.rsa_exponent")
        return bits
    }

    /// The size of a big-endian integer without its leading zeros, in bits.
    private static func readIntegerBits(
        from reader: inout ByteReader,
        _ field: String
    ) throws(ParseError) -> Int {
        var body = try reader.readVector(width: 2, bytes: 1...0xFFFF, field)
        while !body.isAtEnd {
            let byte = try body.readUInt8(field)
            if byte != 0 { return body.remaining * 8 + (8 - byte.leadingZeroBitCount) }
        }
        return 0
    }
}
