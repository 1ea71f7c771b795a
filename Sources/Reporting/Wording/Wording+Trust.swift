internal import HandshakeAnalysis

extension Wording {
    /// What a check of a signature came to, beside the message that carries it.
    static func text(of proof: ProofOfPossession) -> String {
        switch proof {
        case .valid: "made with the certificate's key"
        case .invalid: "not made with the certificate's key"
        case .unchecked(.notAsked): "not checked"
        case .unchecked(.incompleteTranscript): "not checked: not everything that is signed could be read"
        case .unchecked(.unknownScheme): "not checked: its scheme is not known"
        case .unchecked(.unreadableKey): "not checked: the certificate's key cannot be read"
        }
    }
}
