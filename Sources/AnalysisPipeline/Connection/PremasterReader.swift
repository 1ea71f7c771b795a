import ByteParsing
import HandshakeAnalysis
import TLSDecryption
import TLSWire

/// Makes the master secret out of a key log's line `RSA`, which holds the premaster secret that the client sent
/// encrypted to the server's key.
///
/// It keeps the handshake's messages for extended_master_secret, so it exists only where such lines are at hand.
struct PremasterReader {
    /// Beyond this the messages are not kept: a handshake with RSA key exchange is a few kilobytes.
    private static let maximumTranscript = 256 << 10

    private var transcript: [UInt8] = []
    private(set) var premasterSecret: [UInt8]?

    mutating func receive(
        _ type: HandshakeType,
        _ body: Span<UInt8>,
        _ version: ProtocolVersion?,
        _ suite: CipherSuite?,
        _ keys: KeyMaterial
    ) {
        guard type != .helloRequest, transcript.count + body.count <= Self.maximumTranscript,
            premasterSecret == nil
        else { return }
        let count = body.count
        transcript += [type.rawValue, UInt8(count >> 16), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
        transcript.append(copying: body)
        guard type == .clientKeyExchange, suite?.keyExchange == .rsa else { return }
        // SSL 3.0 stacks send the encrypted secret without a length before it.
        let prefix = version == .ssl3 ? 0 : 2
        guard count > prefix else { return }
        premasterSecret = keys.premasterSecret(encryptedAs: body.extracting(prefix...))
    }

    func masterSecret(_ client: ClientHello, _ server: ServerHello) -> [UInt8]? {
        guard let premasterSecret else { return nil }
        let (version, suite) = (server.negotiatedVersion, server.cipherSuite)
        guard server.usesExtendedMasterSecret else {
            return MasterSecret.derive(
                fromPremaster: premasterSecret,
                clientRandom: client.random,
                serverRandom: server.random,
                version: version,
                suite: suite
            )
        }
        guard let hash = MasterSecret.sessionHash(of: transcript.span, version: version, suite: suite) else {
            return nil
        }
        return MasterSecret.deriveExtended(
            fromPremaster: premasterSecret,
            sessionHash: hash,
            version: version,
            suite: suite
        )
    }
}

extension MessageReader {
    /// Shows a message in plaintext to whoever makes the master secret; a ClientHello begins anew.
    mutating func collectPremaster(_ type: HandshakeType, _ body: Span<UInt8>) {
        if type == .clientHello { premaster = PremasterReader() }
        let suite = facts.serverHello?.message.cipherSuite
        let version = facts.version
        let keys = keys
        premaster?.receive(type, body, version, suite, keys)
    }
}
