import COpenSSL

/// A hash function that a TLS key schedule or record MAC is made of.
public enum HashFunction: Int, Hashable, Sendable, CaseIterable {
    case md5, sha1, sha256, sha384, sha512, sm3

    /// The size of its output.
    public var byteCount: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256, .sm3: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The name by which OpenSSL's providers offer it.
    var name: String {
        switch self {
        case .md5: "MD5"
        case .sha1: "SHA1"
        case .sha256: "SHA2-256"
        case .sha384: "SHA2-384"
        case .sha512: "SHA2-512"
        case .sm3: "SM3"
        }
    }

    /// The hash of the bytes, or no bytes when OpenSSL was configured without this function.
    public func digest(of bytes: borrowing Span<UInt8>) -> [UInt8] {
        guard let method = unsafe Self.methods[rawValue] else { return [] }
        var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        let isDone = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe EVP_Digest(input.baseAddress, input.count, output.baseAddress, nil, method, nil) == 1
            }
        }
        guard isDone else {
            ERR_clear_error()
            return []
        }
        output.removeLast(output.count - byteCount)
        return output
    }

    // Fetched methods are reference-counted and immutable, so threads may share them; they live as long as the process.
    nonisolated(unsafe) private static let methods = unsafe allCases.map {
        OpenSSLLibrary.isStarted ? unsafe EVP_MD_fetch(nil, $0.name, nil) : nil
    }
}
