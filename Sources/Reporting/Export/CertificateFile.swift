internal import ByteParsing
public import CertificateInspection
public import HandshakeAnalysis

/// A certificate as a PEM file: what it is called, and what is in it.
public struct CertificateFile: Hashable, Sendable {
    /// What a certificate is to its connection.
    public enum Role: String, CaseIterable, Sendable {
        case client, server
        /// Beyond the sender's own: an authority, issued by another one or by itself.
        case intermediate, root
        /// Beyond the sender's own, and no authority.
        case other
    }

    /// `client-device-7-0123456789abcdef.pem`: role, subject, and the first quarter of the fingerprint.
    ///
    /// It has letters, digits, `-`, `_` and `.` alone, and never begins with a dot, whatever the subject is.
    public let name: String
    public let contents: [UInt8]

    /// How much of a subject stands in a name.
    static let longestSubject = 60

    public init(_ certificate: CertificateSummary, as role: Role) {
        let fingerprint = certificate.fingerprintSHA256.hexadecimal.prefix(16)
        name = "\(role.rawValue)-\(Self.safe(Self.shortName(of: certificate)))-\(fingerprint).pem"
        contents = PEM.encoded(certificate.der, label: "CERTIFICATE")
    }

    /// The certificates of a connection, each side's own first; what could not be seen is not among them.
    public static func all(of report: ConnectionReport) -> [CertificateFile] {
        all(in: report.clientCertificate?.chain, .client) + all(in: report.serverCertificate?.chain, .server)
    }

    private static func all(in chain: CertificateChain?, _ role: Role) -> [CertificateFile] {
        guard case .x509(let certificates)? = chain?.entries else { return [] }
        return certificates.enumerated().compactMap { index, certificate in
            guard !certificate.der.isEmpty else { return nil }
            return CertificateFile(certificate, as: index == 0 ? role : Self.role(above: certificate))
        }
    }

    private static func role(above certificate: CertificateSummary) -> Role {
        if certificate.isSelfIssued { return .root }
        // Before version 3 there was no way to say it.
        let isAuthority = certificate.basicConstraints?.isCA ?? (certificate.version.map { $0 < 3 } ?? false)
        return isAuthority ? .intermediate : .other
    }

    // MARK: Names

    /// The most specific part of the subject, without `CN=`; of a certificate without one, its first alternative name.
    private static func shortName(of certificate: CertificateSummary) -> String {
        guard let subject = certificate.subject else { return "unreadable" }
        guard !subject.isEmpty else { return certificate.subjectAlternativeNames.first ?? "unnamed" }
        guard let first = DistinguishedName.attributes(ofText: subject).first else { return subject }
        return first.isOf("CN") ? first.value : "\(first.type)=\(first.value)"
    }

    /// Replaces runs of what a file name had better not have by `_`, and cuts it.
    static func safe(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8.prefix(4 * longestSubject) where bytes.count < longestSubject {
            let isPlain =
                byte.isDigit
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || byte == UInt8(ascii: "-") || (byte == UInt8(ascii: ".") && bytes.last != byte)
            if isPlain {
                bytes.append(byte)
            } else if bytes.last != UInt8(ascii: "_") {
                bytes.append(UInt8(ascii: "_"))
            }
        }
        return bytes.isEmpty ? "unnamed" : String(decoding: bytes, as: UTF8.self)
    }
}
