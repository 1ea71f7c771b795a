import ByteParsing
import Testing

/// A certificate, and what OpenSSL 3.0 says of it.
struct CertificateFixture: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let version: Int
    let subject: String
    let issuer: String
    let serialNumber: String
    let notBefore: Int64
    let notAfter: Int64
    let signatureAlgorithm: String
    let fingerprint: String
    let hexadecimal: String

    var der: [UInt8] { bytes(hexadecimal) }
}

/// Reads hexadecimal with any white space.
func bytes(_ hexadecimal: String) -> [UInt8] {
    [UInt8](hexadecimal: hexadecimal.filter { !$0.isWhitespace }) ?? []
}
