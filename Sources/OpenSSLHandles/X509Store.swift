import COpenSSL

/// Owns one `X509_STORE *`: the authorities that are trusted, and revocation lists.
///
/// Unsafe, because OpenSSL takes pointers: each is valid for the call that it is passed to, and what OpenSSL keeps it
/// counts. Unchecked, because a store may be used by any number of threads at one time: it has a lock of its own, and
/// nothing is added to it once it is made.
@safe
public final class X509Store: @unchecked Sendable {
    /// What a certificate is to be used for; OpenSSL's names for what TLS asks of either side.
    public enum Purpose: String, Hashable, Sendable {
        case client = "ssl_client"
        case server = "ssl_server"
    }

    /// Why a file's content does not do.
    public enum ContentError: Error, Hashable, Sendable {
        /// There is none of what was looked for in it.
        case nothingFound
        /// The so-manieth block, from 1, is not what its name says.
        case malformed(block: Int)
    }

    /// What OpenSSL says of a chain.
    public enum Outcome: Hashable, Sendable {
        case trusted
        /// Its number and words, and the certificate's place: 0 is the leaf.
        case refused(code: Int, text: String, depth: Int)
    }

    private let raw: OpaquePointer
    /// The moments, in seconds since 1970, at which something in it becomes valid or ceases to be.
    private var turns: [Int64] = []
    /// The names of those who issued its revocation lists, in DER.
    private var revokers: Set<[UInt8]> = []

    public init?() {
        guard OpenSSLLibrary.isStarted, let store = unsafe X509_STORE_new() else {
            ERR_clear_error()
            return nil
        }
        unsafe raw = store
    }

    deinit { unsafe X509_STORE_free(raw) }

    // MARK: Filling

    /// Trusts every certificate in the content of a file, PEM or DER; returns how many there are.
    @discardableResult
    public func addAuthorities(_ content: [UInt8]) throws(ContentError) -> Int {
        let names: Set = [PEM_STRING_X509, PEM_STRING_X509_OLD, PEM_STRING_X509_TRUSTED]
        return try unsafe Self.forEachBlock(of: content, named: names) { der, name in
            unsafe addAuthority(der, isTrusted: name == PEM_STRING_X509_TRUSTED)
        }
    }

    /// Takes every revocation list in the content of a file, PEM or DER; returns how many there are.
    @discardableResult
    public func addRevocationLists(_ content: [UInt8]) throws(ContentError) -> Int {
        try unsafe Self.forEachBlock(of: content, named: [PEM_STRING_X509_CRL]) { der, _ in
            unsafe addRevocationList(der)
        }
    }

    /// The certificates in the content of a file, PEM or DER, each in DER.
    public static func certificates(in content: [UInt8]) throws(ContentError) -> [[UInt8]] {
        var found: [[UInt8]] = []
        let names: Set = [PEM_STRING_X509, PEM_STRING_X509_OLD]
        _ = try unsafe forEachBlock(of: content, named: names) { der, _ in
            var cursor = der.baseAddress
            guard let certificate = unsafe d2i_X509(nil, &cursor, der.count) else { return false }
            defer { unsafe X509_free(certificate) }
            guard unsafe isAll(of: der, readUpTo: cursor) else { return false }
            unsafe found.append(Array(der))
            return true
        }
        return found
    }

    /// Whether it holds a revocation list by an issuer of that name, in DER.
    public func hasRevocationList(by issuerName: [UInt8]) -> Bool { revokers.contains(issuerName) }

    public var hasRevocationLists: Bool { !revokers.isEmpty }

    @unsafe
    private func addAuthority(_ der: UnsafeBufferPointer<UInt8>, isTrusted: Bool) -> Bool {
        var cursor = der.baseAddress
        let parsed =
            unsafe isTrusted ? d2i_X509_AUX(nil, &cursor, der.count) : d2i_X509(nil, &cursor, der.count)
        guard let certificate = unsafe parsed else { return false }
        defer { unsafe X509_free(certificate) }
        guard unsafe Self.isAll(of: der, readUpTo: cursor), unsafe X509_STORE_add_cert(raw, certificate) == 1
        else { return false }
        unsafe turns += Self.turns(of: certificate)
        return true
    }

    @unsafe
    private func addRevocationList(_ der: UnsafeBufferPointer<UInt8>) -> Bool {
        var cursor = der.baseAddress
        guard let list = unsafe d2i_X509_CRL(nil, &cursor, der.count) else { return false }
        defer { unsafe X509_CRL_free(list) }
        guard unsafe Self.isAll(of: der, readUpTo: cursor), unsafe X509_STORE_add_crl(raw, list) == 1
        else { return false }
        unsafe turns += [X509_CRL_get0_lastUpdate(list), X509_CRL_get0_nextUpdate(list)].compactMap(
            Self.seconds
        )
        if let issuer = unsafe Self.encoding(of: X509_CRL_get_issuer(list)) { revokers.insert(issuer) }
        return true
    }

    /// Hands over the blocks of those names; a content without any block is taken for DER.
    @unsafe
    private static func forEachBlock(
        of content: [UInt8],
        named names: Set<String>,
        _ body: (UnsafeBufferPointer<UInt8>, _ name: String) -> Bool
    ) throws(ContentError) -> Int {
        ERR_clear_error()
        defer { ERR_clear_error() }
        var found = 0
        var count = 0
        var failure: Int?
        unsafe content.withUnsafeBufferPointer { content in
            guard let input = unsafe BIO_new_mem_buf(content.baseAddress, Int32(clamping: content.count))
            else {
                return
            }
            defer { unsafe BIO_free(input) }
            while failure == nil {
                var name: UnsafeMutablePointer<CChar>?
                var header: UnsafeMutablePointer<CChar>?
                var data: UnsafeMutablePointer<UInt8>?
                var length = 0
                guard unsafe PEM_read_bio(input, &name, &header, &data, &length) == 1 else {
                    if !mtlscope_pem_has_ended() { failure = count + 1 }
                    break
                }
                defer {
                    unsafe mtlscope_openssl_free(name)
                    unsafe mtlscope_openssl_free(header)
                    unsafe mtlscope_openssl_free(data)
                }
                count += 1
                let kind = unsafe name.map { unsafe String(cString: $0) } ?? ""
                guard names.contains(kind) else { continue }
                let block = unsafe UnsafeBufferPointer(start: data, count: max(0, length))
                if unsafe body(block, kind) { found += 1 } else { failure = count }
            }
            if count == 0, failure == nil, unsafe body(content, "") { found = 1 }
        }
        if let failure { throw .malformed(block: failure) }
        guard found > 0 else { throw .nothingFound }
        return found
    }

    // MARK: Checking

    /// Builds a chain from the first of the certificates, with the others where they help, to one that is trusted, and
    /// checks it as a TLS stack would at that time.
    ///
    /// Costs some 100 µs a certificate and more for each signature. The same question has the same answer for as long as
    /// `holds` says, in seconds since 1970.
    ///
    /// - Returns: `nil` when OpenSSL cannot read the first certificate.
    public func verify(
        _ certificates: [[UInt8]],
        for purpose: Purpose,
        at seconds: Int64,
        checkingRevocation revocation: Revocation
    ) -> (outcome: Outcome, holds: Range<Int64>)? {
        ERR_clear_error()
        defer { ERR_clear_error() }
        guard let first = certificates.first, let leaf = unsafe Self.read(first) else { return nil }
        defer { unsafe X509_free(leaf) }
        guard let others = unsafe mtlscope_x509_stack_new() else { return nil }
        defer { unsafe mtlscope_x509_stack_free(others) }
        var turns = unsafe self.turns + Self.turns(of: leaf)
        for der in certificates.dropFirst() {
            guard let certificate = unsafe Self.read(der) else { continue }
            unsafe turns += Self.turns(of: certificate)
            // The stack frees what it takes.
            if unsafe mtlscope_x509_stack_push(others, certificate) <= 0 { unsafe X509_free(certificate) }
        }
        guard let context = unsafe X509_STORE_CTX_new() else { return nil }
        defer { unsafe X509_STORE_CTX_free(context) }
        guard unsafe X509_STORE_CTX_init(context, raw, leaf, others) == 1,
            unsafe X509_STORE_CTX_set_default(context, purpose.rawValue) == 1
        else { return nil }
        unsafe X509_STORE_CTX_set_time(context, 0, time_t(seconds))
        unsafe X509_STORE_CTX_set_flags(context, UInt(revocation.flags))
        let isTrusted = unsafe X509_verify_cert(context) == 1
        let holds = Self.span(around: seconds, turns)
        if isTrusted { return (.trusted, holds) }
        var code = unsafe X509_STORE_CTX_get_error(context)
        if code == X509_V_OK { code = X509_V_ERR_UNSPECIFIED }
        let text = unsafe X509_verify_cert_error_string(Int(code)).map { unsafe String(cString: $0) } ?? ""
        let depth = unsafe Int(X509_STORE_CTX_get_error_depth(context))
        return (.refused(code: Int(code), text: text, depth: depth), holds)
    }

    /// Which certificates have to have a revocation list, and not to be on it.
    public enum Revocation: Hashable, Sendable {
        case none
        case leaf
        /// The whole chain, as nginx and HAProxy ask for.
        case chain

        fileprivate var flags: Int {
            switch self {
            case .none: 0
            case .leaf: Int(X509_V_FLAG_CRL_CHECK)
            case .chain: Int(X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL)
            }
        }
    }

    // MARK: Reading

    @unsafe
    private static func isAll(
        of der: UnsafeBufferPointer<UInt8>,
        readUpTo cursor: UnsafePointer<UInt8>?
    ) -> Bool {
        guard let start = der.baseAddress, let cursor = unsafe cursor else { return false }
        return unsafe cursor - start == der.count
    }

    private static func read(_ der: [UInt8]) -> OpaquePointer? {
        unsafe der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_X509(nil, &cursor, buffer.count)
        }
    }

    @unsafe
    private static func turns(of certificate: OpaquePointer) -> [Int64] {
        unsafe [X509_get0_notBefore(certificate), X509_get0_notAfter(certificate)].compactMap(seconds)
    }

    @unsafe
    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        guard let time = unsafe time, let epoch = unsafe ASN1_TIME_set(nil, 0) else { return nil }
        defer { unsafe ASN1_STRING_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
        return Int64(days) * 86_400 + Int64(seconds)
    }

    @unsafe
    private static func encoding(of name: OpaquePointer?) -> [UInt8]? {
        guard let name = unsafe name else { return nil }
        var start: UnsafePointer<UInt8>?
        var count = 0
        guard unsafe X509_NAME_get0_der(name, &start, &count) == 1, count > 0, let start = unsafe start else {
            return nil
        }
        return unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    }

    /// The time around a moment in which nothing turns; a certificate is good from its first second on, and up to
    /// the one before its last.
    private static func span(around moment: Int64, _ turns: [Int64]) -> Range<Int64> {
        var lower = Int64.min
        var upper = Int64.max
        for turn in turns {
            if turn <= moment { lower = max(lower, turn) } else { upper = min(upper, turn) }
        }
        return lower..<upper
    }
}
