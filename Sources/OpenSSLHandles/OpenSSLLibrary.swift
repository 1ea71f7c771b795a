import COpenSSL

/// OpenSSL's start, which comes before the first use of anything that it keeps for the whole process.
enum OpenSSLLibrary {
    /// Starts the library without reading its configuration file, which is for programs that talk TLS, and without its
    /// error texts, which nobody is shown: both would cost a short run more than its work.
    ///
    /// What it keeps is left to the system at the end: its own cleaning would pull it away from threads that still work.
    ///
    /// Read it before a fetch; it is done once.
    static let isStarted: Bool = {
        let options =
            UInt64(OPENSSL_INIT_NO_LOAD_CONFIG) | UInt64(OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS)
            | UInt64(OPENSSL_INIT_NO_ATEXIT)
        return OPENSSL_init_crypto(options, nil) == 1
    }()
}
