internal import SwiftASN1

/// Names a public key by its kind and strength: `EC P-256`, `RSA 2048`, `Ed25519`, `DSA 1024`, `EC 1.2.3.4`.
public enum PublicKeyDescription {
    /// Reads a SubjectPublicKeyInfo, such as a raw public key (RFC 7250) is; `nil` when it is not one.
    public static func text(ofSubjectPublicKeyInfo der: [UInt8]) -> String? {
        guard der.count <= CertificateParser.largestCertificate, let node = ASN1.node(of: der[...]) else {
            return nil
        }
        return text(of: node)
    }

    // SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
    // AlgorithmIdentifier  ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
    //                                                                            RFC 5280, section 4.1
    static func text(of node: ASN1Node) -> String? {
        guard var fields = node.children(of: .sequence),
            var algorithm = fields.next()?.children(of: .sequence),
            let type = algorithm.next()?.octets(of: .objectIdentifier), let key = fields.next(),
            key.identifier == .bitString
        else { return nil }
        let parameters = algorithm.next()
        let name = ObjectIdentifierTable.publicKeyAlgorithms.text(of: type)
        switch name {
        case "RSA", "RSA-PSS": return sized(name, modulusBits(of: key))
        case "DSA": return sized(name, parameters.flatMap(firstIntegerBits))
        case "EC": return name + " " + curve(parameters)
        default: return name
        }
    }

    private static func sized(_ name: String, _ bits: Int?) -> String { bits.map { "\(name) \($0)" } ?? name }

    private static func curve(_ parameters: ASN1Node?) -> String {
        guard let parameters else { return "implicit" }
        guard let named = parameters.octets(of: .objectIdentifier) else {
            return parameters.identifier == .sequence ? "explicit" : "implicit"
        }
        return ObjectIdentifierTable.curves.text(of: named)
    }

    private static func modulusBits(of key: ASN1Node) -> Int? {
        // RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }           RFC 8017, appendix A.1.1
        key.bitStringOctets.flatMap { ASN1.node(of: $0) }.flatMap(firstIntegerBits)
    }

    /// The length in bits of the first integer of a sequence.
    private static func firstIntegerBits(_ node: ASN1Node) -> Int? {
        guard var fields = node.children(of: .sequence), let integer = fields.next()?.octets(of: .integer)
        else {
            return nil
        }
        let magnitude = integer.drop { $0 == 0 }
        guard let top = magnitude.first else { return 0 }
        return magnitude.count * 8 - top.leadingZeroBitCount
    }
}
