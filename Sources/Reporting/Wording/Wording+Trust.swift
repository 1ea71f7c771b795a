internal import HandshakeAnalysis

extension Wording {
    /// What a summary says where signatures would have taken longer than all else.
    static let uncheckedSignatures =
        "signatures were not checked: the captures are larger than 64 MiB (--signatures always checks them)"

    /// What a check of a signature came to, beside the message that carries it.
    static func text(of proof: ProofOfPossession) -> String {
        switch proof {
        case .valid: "signed with the certificate's key"
        case .invalid: "not signed with the certificate's key"
        case .unchecked(.notAsked): "signature not checked"
        case .unchecked(.incompleteTranscript):
            "signature not checked: not everything that is signed could be read"
        case .unchecked(.unknownScheme): "signature not checked: its scheme is not known"
        case .unchecked(.costlyKey): "signature not checked: its key is larger than TLS stacks accept"
        case .unchecked(.tooManyAtOnce): "signature not checked: too many came at once"
        case .unchecked(.unreadableKey): "signature not checked: the certificate's key cannot be read"
        }
    }
}
