public import ByteParsing

extension TLS12 {
    /// The client's part of the key exchange: who it says it is, and the size of the rest.
    public struct ClientKeyExchange: Hashable, Sendable {
        /// psk_identity of a suite with a shared key.
        public let pskIdentity: [UInt8]?
        /// The size of the encrypted secret or the public value, without its length prefix, in bytes.
        ///
        /// 0 when the client's certificate holds the value (RFC 5246, section 7.4.7.2) or there is none.
        public let exchangeKeysSize: Int

        // struct {
        //     opaque psk_identity<0..2^16-1>;                       PSK suites: RFC 4279, section 2
        //     select (KeyExchangeAlgorithm) {
        //         case rsa: opaque EncryptedPreMasterSecret<0..2^16-1>;
        //         case dhe: opaque dh_Yc<1..2^16-1>;
        //         case ecdhe: opaque ecdh_Yc<1..2^8-1>;
        //     } exchange_keys;
        // } ClientKeyExchange;                       RFC 5246, section 7.4.7, and RFC 8422, section 5.7
        public init(
            parsing reader: inout ByteReader,
            context: HandshakeContext
        ) throws(ParseError) {
            let keyExchange = context.keyExchange
            let version = context.version ?? .tls12
            switch keyExchange {
            case .psk, .dhePSK, .ecdhePSK, .rsaPSK:
                pskIdentity = try reader.readOpaque(
                    width: 2,
                    bytes: 0...0xFFFF,
                    "ClientKeyExchange.psk_identity"
                )
            default: pskIdentity = nil
            }
            exchangeKeysSize = try Self.readExchangeKeys(from: &reader, keyExchange, version)
            try reader.finish("ClientKeyExchange")
        }

        private static func readExchangeKeys(
            from reader: inout ByteReader,
            _ keyExchange: CipherSuite.KeyExchange?,
            _ version: ProtocolVersion
        ) throws(ParseError) -> Int {
            switch keyExchange {
            case .psk: return 0
            // SSL 3.0 stacks send the encrypted secret without a prefix (RFC 5246, section 7.4.7.1).
            case .rsa where version != .ssl3, .rsaPSK:
                return try reader.skipVector(width: 2, bytes: 0...0xFFFF, "EncryptedPreMasterSecret")
            case .dh where reader.isAtEnd, .dhe where reader.isAtEnd, .ecdh where reader.isAtEnd,
                .ecdhe where reader.isAtEnd:
                return 0
            case .dh, .dhe, .dhAnonymous, .dhePSK, .srp:
                return try reader.skipVector(width: 2, bytes: 1...0xFFFF, "ClientDiffieHellmanPublic.dh_Yc")
            case .ecdh, .ecdhe, .ecdhAnonymous, .ecdhePSK:
                return try reader.skipVector(width: 1, bytes: 1...0xFF, "ClientECDiffieHellmanPublic.ecdh_Yc")
            default: break
            }
            let size = reader.remaining
            try reader.skip(size, "ClientKeyExchange")
            return size
        }
    }
}
