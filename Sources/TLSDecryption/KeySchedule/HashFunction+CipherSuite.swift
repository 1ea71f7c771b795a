public import OpenSSLHandles
public import TLSWire

extension HashFunction {
    /// The hash of a suite's key schedule; `nil` for one that OpenSSL does not know.
    public init?(_ hash: CipherSuite.HandshakeHash) {
        switch hash {
        case .sha256: self = .sha256
        case .sha384: self = .sha384
        case .sha512: self = .sha512
        case .sm3: self = .sm3
        case .streebog256, .asconHash256: return nil
        }
    }

    /// The hash of which a suite's record MAC is made; `nil` for a MAC that is not made of a hash.
    init?(_ mac: CipherSuite.RecordMAC) {
        switch mac {
        case .md5: self = .md5
        case .sha1: self = .sha1
        case .sha256: self = .sha256
        case .sha384: self = .sha384
        case .omac, .imit: return nil
        }
    }
}
