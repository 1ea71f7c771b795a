import COpenSSL

/// Why OpenSSL would not do what it was asked.
public enum OpenSSLError: Error, Hashable, Sendable {
    /// The first packed code of OpenSSL's error queue for this thread; 0 when it gave none.
    case rejected(firstCode: UInt)
    case trailingBytes(Int)

    /// Empties this thread's error queue and returns the code that was first in it.
    static func drainQueue() -> OpenSSLError {
        let first = ERR_get_error()
        ERR_clear_error()
        return .rejected(firstCode: first)
    }
}
