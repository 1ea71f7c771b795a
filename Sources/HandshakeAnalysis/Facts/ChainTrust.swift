/// What OpenSSL says of a presented chain, with the authorities that the user trusts, at the time of its packet.
public enum ChainTrust: Hashable, Sendable {
    /// A chain leads to one of the authorities, and every check was passed.
    case trusted
    indirect case refused(Refusal)

    /// OpenSSL's verdict, in the numbers and words that servers log.
    public struct Refusal: Hashable, Sendable {
        /// `X509_V_ERR_…`, such as 20.
        public let code: Int
        /// Such as `unable to get local issuer certificate`.
        public let text: String
        /// The certificate in question: 0 is the leaf.
        public let depth: Int

        public init(code: Int, text: String, depth: Int) {
            self.code = code
            self.text = text
            self.depth = depth
        }

        public var kind: Kind { Kind(code: code) }
    }

    /// What a refusal is about, whatever the words.
    public enum Kind: Hashable, Sendable {
        /// No chain leads to an authority that is trusted.
        case untrusted
        /// A self-signed certificate that is no authority: the leaf's own, or at the top of what was sent.
        case selfSigned
        case expired
        case notYetValid
        case wrongPurpose
        case revoked
        /// The revocation list is missing, expired or not usable: the certificate itself may be in order.
        case revocationUnknown
        /// A signature in the chain does not hold.
        case badSignature
        case other

        // The numbers of openssl/x509_vfy.h, which are part of OpenSSL's interface.
        init(code: Int) {
            switch code {
            case 2, 20, 21, 27: self = .untrusted
            case 18, 19: self = .selfSigned
            case 9: self = .notYetValid
            case 10: self = .expired
            case 25, 26, 32, 37, 39, 79: self = .wrongPurpose
            case 23: self = .revoked
            case 3, 5, 8, 11, 12, 15, 16, 33, 35, 36, 44, 45, 54: self = .revocationUnknown
            case 4, 7: self = .badSignature
            default: self = .other
            }
        }
    }

    public var refusal: Refusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}
