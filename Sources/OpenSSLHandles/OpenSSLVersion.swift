import COpenSSL

/// The version of the OpenSSL that is loaded.
public enum OpenSSLVersion {
    /// As "3.0.19".
    public static var text: String { unsafe String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)) }
}
