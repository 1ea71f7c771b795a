import ByteParsing
import HandshakeAnalysis
import TLSDecryption
import TLSWire

/// Makes the master secret out of a key log's line `RSA`, which holds the premaster secret that the client sent
/// encrypted to the server's key.
struct PremasterReader {
    private let premasterSecret: [UInt8]
    /// Every message up to ClientKeyExchange, for extended_master_secret.
    private let messages: [UInt8]

    /// Looks up the secret of a ClientKeyExchange, which is the last of the messages; `nil` if no line is its.
    init?(
        clientKeyExchange body: Span<UInt8>,
        _ version: ProtocolVersion?,
        _ transcript: HandshakeTranscript,
        _ keys: KeyMaterial
    ) {
        // SSL 3.0 stacks send the encrypted secret without a length before it.
        let prefix = version == .ssl3 ? 0 : 2
        guard body.count > prefix,
            let secret = keys.premasterSecret(encryptedAs: body.extracting(prefix...))
        else { return nil }
        premasterSecret = secret
        messages = transcript.messages
    }

    func masterSecret(_ client: ClientHello, _ server: ServerHello) -> [UInt8]? {
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
        guard let hash = MasterSecret.sessionHash(of: messages.span, version: version, suite: suite) else {
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

extension HandshakeReader {
    /// Shows a ClientKeyExchange in plaintext to the key log.
    mutating func findPremaster(_ body: Span<UInt8>) {
        guard let transcript, facts.serverHello?.message.cipherSuite.keyExchange == .rsa else { return }
        premaster = PremasterReader(clientKeyExchange: body, facts.version, transcript, keys)
    }
}
