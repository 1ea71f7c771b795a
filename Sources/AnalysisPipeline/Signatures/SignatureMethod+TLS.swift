import OpenSSLHandles
import TLSWire

extension SignatureMethod {
    /// What a scheme stands for in any version; `nil` for one that OpenSSL has no use for.
    ///
    /// Up to TLS 1.2 a scheme of ECDSA leaves the curve open, and TLS 1.3 ties both: the curve is the certificate's
    /// business here.
    init?(_ scheme: SignatureScheme) {
        switch scheme {
        case .rsaPssRsaeSHA256, .rsaPssPssSHA256: self = .rsaPSS(.sha256)
        case .rsaPssRsaeSHA384, .rsaPssPssSHA384: self = .rsaPSS(.sha384)
        case .rsaPssRsaeSHA512, .rsaPssPssSHA512: self = .rsaPSS(.sha512)
        case .rsaPKCS1SHA256Legacy: self = .rsaPKCS1(.sha256)
        case .rsaPKCS1SHA384Legacy: self = .rsaPKCS1(.sha384)
        case .rsaPKCS1SHA512Legacy: self = .rsaPKCS1(.sha512)
        case .ecdsaBrainpoolP256r1tls13SHA256: self = .ecdsa(.sha256)
        case .ecdsaBrainpoolP384r1tls13SHA384: self = .ecdsa(.sha384)
        case .ecdsaBrainpoolP512r1tls13SHA512: self = .ecdsa(.sha512)
        case .ed25519, .ed448, .mldsa44, .mldsa65, .mldsa87: self = .intrinsic
        default: self.init(pair: scheme.rawValue)
        }
    }

    // enum { none(0), md5(1), sha1(2), sha224(3), sha256(4), sha384(5), sha512(6), (255) } HashAlgorithm;
    // enum { anonymous(0), rsa(1), dsa(2), ecdsa(3), (255) } SignatureAlgorithm;     RFC 5246, section 7.4.1.4.1
    private init?(pair: UInt16) {
        let hash: SignatureHash
        switch pair >> 8 {
        case 1: hash = .md5
        case 2: hash = .sha1
        case 3: hash = .sha224
        case 4: hash = .sha256
        case 5: hash = .sha384
        case 6: hash = .sha512
        default: return nil
        }
        switch pair & 0xFF {
        case 1: self = .rsaPKCS1(hash)
        case 2: self = .dsa(hash)
        case 3: self = .ecdsa(hash)
        default: return nil
        }
    }

    /// What a key signs with before TLS 1.2, where no scheme is named (RFC 4346, section 7.4.8; RFC 8422, section 5.8).
    init?(before12 kind: PublicKeyHandle.Kind) {
        switch kind {
        case .rsa: self = .rsaPKCS1(.md5SHA1)
        case .ec: self = .ecdsa(.sha1)
        case .dsa: self = .dsa(.sha1)
        case .rsaPSS, .edwards, .other: return nil
        }
    }
}
