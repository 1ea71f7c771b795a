internal import ByteParsing
internal import OpenSSLHandles
internal import SwiftASN1

/// Reads certificates as they come off the wire; never fails, whatever the bytes are.
public enum CertificateParser {
    /// Larger ones are reported by length and fingerprint alone: reading costs up to fifty times their size in memory.
    public static let largestCertificate = 256 * 1024

    /// Reads one certificate, which must fill the bytes exactly.
    ///
    /// Tries strict DER, then BER as most TLS stacks accept it, then what names OpenSSL finds.
    public static func summary(ofDER der: [UInt8]) -> CertificateSummary {
        guard !der.isEmpty else { return opaque(der, .empty) }
        guard der.count <= largestCertificate else { return opaque(der, .tooLarge(der.count)) }
        var refusal = CertificateRefusal.notASN1
        if let node = try? DER.parse(der) {
            do throws(CertificateRefusal) {
                return try CertificateReader.read(node, of: der, as: .complete)
            } catch {
                refusal = error
            }
        } else if let node = try? BER.parse(der) {
            do throws(CertificateRefusal) {
                return try CertificateReader.read(node, of: der, as: .tolerated(refusal))
            } catch {
                refusal = error
            }
        }
        return namesOnly(der, refusal)
    }

    /// Wraps a raw public key (RFC 7250), of which only the key is known.
    public static func summary(ofSubjectPublicKeyInfo der: [UInt8]) -> CertificateSummary {
        CertificateSummary(
            reading: .rawPublicKey,
            der: der,
            fingerprintSHA256: Digest.sha256(of: der.span),
            publicKey: PublicKeyDescription.text(ofSubjectPublicKeyInfo: der)
        )
    }

    /// Writes the content of an INTEGER in lower-case hexadecimal, without the zero that only keeps it positive.
    ///
    /// A negative number, which RFC 5280 forbids and the wild has, is its magnitude after a minus, as OpenSSL prints it.
    static func serialNumberText(of content: ArraySlice<UInt8>) -> String {
        guard let first = content.first, first >= 0x80 else {
            let magnitude = content.drop { $0 == 0 }
            return magnitude.isEmpty ? "00" : magnitude.hexadecimal
        }
        var magnitude = content.map { ~$0 }
        var index = magnitude.count - 1
        while index >= 0 {
            magnitude[index] &+= 1
            if magnitude[index] != 0 { break }
            index -= 1
        }
        return "-" + magnitude.drop { $0 == 0 }.hexadecimal
    }

    private static func namesOnly(_ der: [UInt8], _ refusal: CertificateRefusal) -> CertificateSummary {
        do throws(OpenSSLError) {
            let handle = try X509Handle(parsing: der)
            return CertificateSummary(
                reading: .namesOnly(refusal),
                der: der,
                fingerprintSHA256: Digest.sha256(of: der.span),
                version: handle.version,
                subject: handle.subject,
                issuer: handle.issuer
            )
        } catch {
            return opaque(der, refusal)
        }
    }

    private static func opaque(_ der: [UInt8], _ refusal: CertificateRefusal) -> CertificateSummary {
        CertificateSummary(
            reading: .opaque(refusal),
            der: der,
            fingerprintSHA256: Digest.sha256(of: der.span)
        )
    }
}
