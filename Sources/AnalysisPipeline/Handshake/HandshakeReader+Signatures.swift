import ByteParsing
import HandshakeAnalysis
import OpenSSLHandles
import TLSDecryption
import TLSWire

// What is computed over the messages of a handshake: signatures, where they are to be checked, and the master secret of
// a key log's old lines.

extension HandshakeReader {
    /// Whether messages are kept as they come.
    var keepsTranscript: Bool { certificates.signatures != nil || keys.hasPremasterSecrets }

    /// Begins a transcript, or adds a message to the one that there is.
    ///
    /// It comes after the message was logged and checked: what a message signs is what went before it.
    mutating func keepForTranscript(
        _ type: HandshakeType,
        _ body: Span<UInt8>,
        _ sequence: UInt16,
        _ sender: Role
    ) {
        // A ClientHello that does not answer a HelloRetryRequest begins another handshake.
        if type == .clientHello, facts.helloRetryRequest == nil {
            // It may as well be the second, to a HelloRetryRequest that the capture lacks.
            let isFirst = facts.serverHello != nil || !facts.isHandshakeHoled.server
            transcript =
                sender == .client && isFirst
                ? HandshakeTranscript(
                    clientHello: body,
                    sequence: sequence,
                    framing: facts.framing,
                    certificates.transcripts
                ) : nil
            return
        }
        guard let transcript else { return }
        // In DTLS 1.3 a ClientHello that is not the first answers a HelloRetryRequest, and the capture lacks that.
        if type == .serverHello, facts.isTLS13, facts.helloRetryRequest == nil, transcript.firstSequence > 0 {
            self.transcript = nil
            return
        }
        if !transcript.append(type, body, sequence: sequence, from: sender) { self.transcript = nil }
        if type == .clientKeyExchange, keys.hasPremasterSecrets { findPremaster(body) }
        dropTranscriptIfDone(type, sender)
    }

    /// Forgets the messages as soon as nothing will be made of them.
    private mutating func dropTranscriptIfDone(_ type: HandshakeType, _ sender: Role) {
        guard facts.isTLS13 else {
            let isUnasked = facts.certificateRequest == nil && !keys.hasPremasterSecrets
            if type == .certificateVerify || type == .finished || (type == .serverHelloDone && isUnasked) {
                transcript = nil
            }
            return
        }
        switch type {
        case .serverHello where facts.serverHello != nil && keys.isEmpty: transcript = nil
        case .finished where sender == .client:
            transcript?.finishHandshake()
            if facts.clientHello?.message.offersPostHandshakeAuth != true { transcript = nil }
        default: break
        }
    }

    /// Bytes of the sender are missing or stay closed, and with them a message may be.
    mutating func loseTranscript() {
        // After the handshake of TLS 1.3, a request or an answer that is missing is not taken for another.
        if transcript?.isOver != true { transcript = nil }
    }

    /// The same for a record that no secret opened; a client's may be early data, which counts for nothing.
    mutating func loseTranscriptToClosedRecord(_ sender: Role) {
        guard transcript != nil, facts.isTLS13 else { return }
        if sender == .client, facts.clientHello?.message.offersEarlyData == true { return }
        loseTranscript()
    }

    /// Up to TLS 1.2 nothing that is signed follows the client's ChangeCipherSpec, or either in a resumed session.
    ///
    /// A client of TLS 1.3 may send one before its second ClientHello, where it means nothing.
    mutating func endTranscript(_ sender: Role) {
        guard !facts.isTLS13, facts.helloRetryRequest == nil else { return }
        if sender == .client || facts.serverHelloDone == nil { transcript = nil }
    }

    // MARK: Signatures

    /// Checks the signature that a message carries, if it carries one and signatures are to be checked.
    mutating func checkSignature(
        _ message: HandshakeMessage,
        _ body: Span<UInt8>,
        _ event: Sighting
    ) {
        guard let checker = certificates.signatures else { return }
        let sender = event.sender
        switch message {
        case .certificateVerify, .certificateVerify13, .serverKeyExchange: break
        default: return
        }
        guard checker.admits(at: event.packet.time) else {
            return log(.proof(.unchecked(.tooManyAtOnce)), event)
        }
        switch message {
        case .certificateVerify(let verify):
            guard sender == .client else { return }
            log(.proof(check(verify, body, checker)), event)
        case .certificateVerify13(let verify):
            log(.proof(check(verify, body, sender, checker)), event)
        case .serverKeyExchange(let exchange):
            guard let signature = exchange.signature else { return }
            log(.proof(check(exchange, signature, body, sender, checker)), event)
        default: break
        }
    }

    /// The client's, over all messages so far (RFC 5246, section 7.4.8).
    private func check(
        _ verify: TLS12.CertificateVerify,
        _ body: Span<UInt8>,
        _ checker: SignatureChecker
    ) -> ProofOfPossession {
        // SSL 3.0 mixes the master secret in.
        guard facts.version != .ssl3 else { return .unchecked(.unknownScheme) }
        guard let transcript = signedTranscript, transcript.ends(.server, with: .serverHelloDone) else {
            return .unchecked(.incompleteTranscript)
        }
        let signature = body.extracting(verify.signature)
        return check(signature, of: transcript.messages, verify.algorithm, .client, checker)
    }

    // digitally-signed struct {
    //     opaque client_random[32];
    //     opaque server_random[32];
    //     ServerDHParams params;
    // } signed_params;                                             RFC 5246, section 7.4.3
    private func check(
        _ exchange: TLS12.ServerKeyExchange,
        _ signature: Range<Int>,
        _ body: Span<UInt8>,
        _ sender: Role,
        _ checker: SignatureChecker
    ) -> ProofOfPossession {
        let trailer = (exchange.signatureScheme == nil ? 2 : 4) + signature.count
        guard sender == .server, signedTranscript != nil, body.count >= trailer,
            let client = facts.clientHello?.message, let server = facts.serverHello?.message
        else { return .unchecked(.incompleteTranscript) }
        var content = client.random.bytes + server.random.bytes
        content.append(copying: body.extracting(0..<(body.count - trailer)))
        return check(body.extracting(signature), of: content, exchange.signatureScheme, .server, checker)
    }

    // 64 spaces, the context string, a zero, Transcript-Hash(Handshake Context, Certificate)
    //                                                              RFC 8446, section 4.4.3
    private func check(
        _ verify: TLS13.CertificateVerify,
        _ body: Span<UInt8>,
        _ sender: Role,
        _ checker: SignatureChecker
    ) -> ProofOfPossession {
        guard let suite = facts.serverHello?.message.cipherSuite, let transcript = signedTranscript,
            isWhole(transcript, sender)
        else { return .unchecked(.incompleteTranscript) }
        guard let hash = suite.handshakeHash.flatMap({ HashFunction($0) }) else {
            return .unchecked(.unknownScheme)
        }
        guard let digest = transcript.hash(for: sender, hash) else {
            return .unchecked(.incompleteTranscript)
        }
        let context = sender == .client ? "client" : "server"
        let content =
            [UInt8](repeating: 0x20, count: 64) + "TLS 1.3, \(context) CertificateVerify".utf8 + [0] + digest
        let proof = check(body.extracting(verify.signature), of: content, verify.algorithm, sender, checker)
        // With encrypted_client_hello what counts is a ClientHello that nobody sees.
        let isDoubtful = facts.clientHello?.message.hasEncryptedClientHello == true
        return proof == .invalid && isDoubtful ? .unchecked(.incompleteTranscript) : proof
    }

    /// The messages so far, if they are those of the handshake that the facts are about.
    private var signedTranscript: HandshakeTranscript? {
        guard let transcript, let client = facts.clientHello?.message,
            let server = facts.serverHello?.message,
            transcript.begins(with: client, server)
        else { return nil }
        return transcript
    }

    /// Every message of TLS 1.3 that the sender signs was read.
    private func isWhole(_ transcript: HandshakeTranscript, _ sender: Role) -> Bool {
        guard let extensions = facts.encryptedExtensions?.message else { return false }
        guard sender == .client else { return true }
        return transcript.ends(.server, with: .finished)
            && (!extensions.acceptsEarlyData || transcript.hasEndOfEarlyData)
    }

    private func check(
        _ signature: Span<UInt8>,
        of content: [UInt8],
        _ scheme: SignatureScheme?,
        _ sender: Role,
        _ checker: SignatureChecker
    ) -> ProofOfPossession {
        guard let chain = (sender == .client ? facts.clientCertificate : facts.serverCertificate)?.chain
        else {
            return .unchecked(.incompleteTranscript)
        }
        if let certificate = chain.leaf {
            return checker.check(signature, of: content, scheme: scheme, by: certificate)
        }
        guard case .rawPublicKey = chain.entries else { return .unchecked(.unreadableKey) }
        guard let key = transcript?.rawPublicKeys[sender] else { return .unchecked(.incompleteTranscript) }
        return checker.check(signature, of: content, scheme: scheme, byRawPublicKey: key)
    }
}
