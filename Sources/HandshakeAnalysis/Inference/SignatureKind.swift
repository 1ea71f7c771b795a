/// The kind of key that a signature of some size was made with.
public enum SignatureKind: Hashable, Sendable {
    case rsa(bits: Int)
    case ecdsaP256, ecdsaP384, ecdsaP521
    case ed25519, ed448
    case mlDSA44, mlDSA65, mlDSA87

    /// Judges by the size of the signature alone, in bytes; `nil` for one that no usual key yields.
    init?(size: Int) {
        switch size {
        case 64: self = .ed25519
        // Two integers in DER, of which a leading zero byte, or a missing one, makes the difference.
        case 67...72: self = .ecdsaP256
        case 99...104: self = .ecdsaP384
        case 114: self = .ed448
        case 134...139: self = .ecdsaP521
        case 128, 160, 192, 256, 320, 384, 448, 512, 768, 1024: self = .rsa(bits: size * 8)
        case 2420: self = .mlDSA44
        case 3309: self = .mlDSA65
        case 4627: self = .mlDSA87
        default: return nil
        }
    }

    /// The kinds whose signature a CertificateVerify within these sizes may hold: the only one, or none and `false`.
    ///
    /// `around` is what surrounds a signature in its message.
    static func of(
        certificateVerify sizes: ClosedRange<Int>,
        around: Int
    ) -> (isPossible: Bool, kind: SignatureKind?) {
        var found: SignatureKind?
        for size in sizes {
            guard let kind = SignatureKind(size: size - around) else { continue }
            if let found, found != kind { return (true, nil) }
            found = kind
        }
        return (found != nil, found)
    }
}
