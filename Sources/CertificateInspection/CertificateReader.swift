internal import OpenSSLHandles
internal import SwiftASN1

/// Walks a parsed certificate and takes from it what a summary shows.
enum CertificateReader {
    // Certificate  ::=  SEQUENCE  {
    //      tbsCertificate       TBSCertificate,
    //      signatureAlgorithm   AlgorithmIdentifier,
    //      signatureValue       BIT STRING  }
    //
    // TBSCertificate  ::=  SEQUENCE  {
    //      version         [0]  EXPLICIT Version DEFAULT v1,
    //      serialNumber         CertificateSerialNumber,
    //      signature            AlgorithmIdentifier,
    //      issuer               Name,
    //      validity             Validity,
    //      subject              Name,
    //      subjectPublicKeyInfo SubjectPublicKeyInfo,
    //      issuerUniqueID  [1]  IMPLICIT UniqueIdentifier OPTIONAL,
    //      subjectUniqueID [2]  IMPLICIT UniqueIdentifier OPTIONAL,
    //      extensions      [3]  EXPLICIT Extensions OPTIONAL }                          RFC 5280, section 4.1
    static func read(
        _ node: ASN1Node,
        of der: [UInt8],
        as reading: CertificateReading
    ) throws(CertificateRefusal) -> CertificateSummary {
        guard var certificate = node.children(of: .sequence) else { throw .malformed("Certificate") }
        guard var fields = certificate.next()?.children(of: .sequence) else {
            throw .malformed("tbsCertificate")
        }
        let algorithm = try signatureAlgorithm(certificate.next())
        guard certificate.next()?.identifier == .bitString else { throw .malformed("signatureValue") }

        guard var field = fields.next() else { throw .missing("serialNumber") }
        var version = 1
        if field.isContextSpecific, field.identifier.tagNumber == 0 {
            version = try self.version(field)
            guard let next = fields.next() else { throw .missing("serialNumber") }
            field = next
        }
        guard let serialNumber = field.octets(of: .integer) else { throw .malformed("serialNumber") }
        guard fields.next()?.identifier == .sequence else { throw .malformed("signature") }
        let (issuer, issuerName) = try name(fields.next(), "issuer")
        let (notBefore, notAfter) = try validity(fields.next())
        let (subject, subjectName) = try name(fields.next(), "subject")
        guard let keyInfo = fields.next(), let publicKey = PublicKeyDescription.text(of: keyInfo) else {
            throw .malformed("subjectPublicKeyInfo")
        }
        var extensions = CertificateExtensions()
        while let field = fields.next() {
            guard field.isContextSpecific else { throw .malformed("tbsCertificate") }
            if field.identifier.tagNumber == 3 { try extensions.read(field) }
        }
        return CertificateSummary(
            reading: reading,
            der: der,
            fingerprintSHA256: Digest.sha256(of: der.span),
            version: version,
            serialNumber: CertificateParser.serialNumberText(of: serialNumber),
            subject: subject,
            issuer: issuer,
            subjectName: subjectName,
            issuerName: issuerName,
            notBefore: notBefore,
            notAfter: notAfter,
            publicKey: publicKey,
            signatureAlgorithm: algorithm,
            subjectAlternativeNames: extensions.subjectAlternativeNames,
            extendedKeyUsage: extensions.extendedKeyUsage,
            keyUsage: extensions.keyUsage,
            basicConstraints: extensions.basicConstraints,
            subjectKeyIdentifier: extensions.subjectKeyIdentifier,
            authorityKeyIdentifier: extensions.authorityKeyIdentifier,
            unreadableExtensions: extensions.unreadable
        )
    }

    private static func signatureAlgorithm(_ node: ASN1Node?) throws(CertificateRefusal) -> String {
        guard var fields = node?.children(of: .sequence),
            let type = fields.next()?.octets(of: .objectIdentifier)
        else { throw .malformed("signatureAlgorithm") }
        return ObjectIdentifierTable.signatureAlgorithms.text(of: type)
    }

    private static func version(_ node: ASN1Node) throws(CertificateRefusal) -> Int {
        guard case .constructed(let nodes) = node.content else { throw .malformed("version") }
        var wrapped = nodes.makeIterator()
        guard let content = wrapped.next()?.octets(of: .integer), content.count == 1,
            let value = content.first,
            value < 0x80
        else { throw .malformed("version") }
        return Int(value) + 1
    }

    private static func name(
        _ node: ASN1Node?,
        _ field: String
    ) throws(CertificateRefusal) -> (text: String, der: [UInt8]) {
        guard let node, let text = DistinguishedName.text(of: node) else { throw .malformed(field) }
        return (text, Array(node.encodedBytes))
    }

    /// Reads both times; one that is not a time is unknown, since the rest of the certificate still says something.
    private static func validity(
        _ node: ASN1Node?
    ) throws(CertificateRefusal) -> (notBefore: CertificateTime?, notAfter: CertificateTime?) {
        guard var fields = node?.children(of: .sequence), let first = fields.next(),
            let second = fields.next()
        else {
            throw .malformed("validity")
        }
        return (time(first), time(second))
    }

    private static func time(_ node: ASN1Node) -> CertificateTime? {
        if let content = node.octets(of: .utcTime) { return CertificateTime(utcTime: content) }
        if let content = node.octets(of: .generalizedTime) {
            return CertificateTime(generalizedTime: content)
        }
        return nil
    }
}
