import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSDecryption
import TLSWire

extension HandshakeReader {
    /// Looks the certificates up where they lie: most were seen before, and then nothing is copied.
    func readChain(
        _ body: Span<UInt8>,
        _ context: HandshakeContext,
        _ sender: Role
    ) throws(ParseError) -> CertificateChain {
        let type = sender == .client ? context.clientCertificateType : context.serverCertificateType
        guard type == .x509 else {
            var reader = ByteReader(body)
            let message = try TLS12.Certificate(parsing: &reader, type: type)
            return rawPublicKey(message.certificates.first, sender)
        }
        return try certificates.chain(of: body)
    }

    /// Looks the lists of a CertificateRequest up, likewise; before TLS 1.2 they have another form, and are rare now.
    func readRequest(
        _ body: Span<UInt8>,
        _ context: HandshakeContext
    ) throws(ParseError) -> RequestedCertificates {
        let version = context.version ?? .tls12
        if version == .tls12 { return try certificates.requested(by: body) }
        var reader = ByteReader(body)
        return RequestedCertificates(try TLS12.CertificateRequest(parsing: &reader, version: version))
    }

    /// The Certificate of TLS 1.3, compressed or not.
    func readChain13(
        _ body: Span<UInt8>,
        _ type: HandshakeType,
        _ sender: Role
    ) throws(ParseError) -> CertificateChain {
        let extensions = facts.encryptedExtensions?.message
        let certificateType =
            sender == .client ? extensions?.clientCertificateType : extensions?.serverCertificateType
        if certificateType == .rawPublicKey {
            return rawPublicKey(try readMessage13(body, type).certificateList.first?.certData, sender)
        }
        if type == .certificate { return try certificates.chain13(of: body) }
        return certificates.chain(of: try readMessage13(body, type))
    }

    private func readMessage13(
        _ body: Span<UInt8>,
        _ type: HandshakeType
    ) throws(ParseError) -> TLS13.Certificate {
        var reader = ByteReader(body)
        guard type == .compressedCertificate else { return try TLS13.Certificate(parsing: &reader) }
        let compressed = try TLS13.CompressedCertificate(parsing: &reader)
        guard let bytes = try? CertificateDecompressor.decompress(compressed) else {
            let field = "CompressedCertificate.compressed_certificate_message"
            throw ParseError(.illegalValue(UInt64(compressed.uncompressedLength)), field: field, offset: 5)
        }
        var inner = ByteReader(bytes.span)
        return try TLS13.Certificate(parsing: &inner)
    }

    private func rawPublicKey(_ key: [UInt8]?, _ sender: Role) -> CertificateChain {
        guard let key else { return CertificateChain(.x509([])) }
        transcript?.rawPublicKeys[sender] = key
        return CertificateChain(
            .rawPublicKey(PublicKeyDescription.text(ofSubjectPublicKeyInfo: key) ?? "unknown")
        )
    }
}
