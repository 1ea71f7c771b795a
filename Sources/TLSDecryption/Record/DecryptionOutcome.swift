public import TLSWire

/// What became of a record.
public enum DecryptionOutcome: Hashable, Sendable {
    /// It is authentic, and what it holds stands in ``RecordDecryptor/plaintext``.
    ///
    /// - Parameters:
    ///   - contentType: As it was under the encryption.
    ///   - skipped: Sequence numbers that were passed over to reach its own: records that were lost before it.
    case decrypted(contentType: ContentType, skipped: UInt64)
    /// It was not made with this key and this sequence number: the secret is wrong, or bytes are damaged or missing.
    ///
    /// Nothing of it was yielded, and the decryptor stands where it stood.
    case authenticationFailed
    /// It is not encrypted: in TLS 1.3, any record whose outer type is not application_data.
    case notProtected
}

/// Why there is no decryptor, although there is a secret.
public enum DecryptionError: Error, Hashable, Sendable {
    /// OpenSSL lacks the cipher or the hash, or it is none that mtlscope decrypts.
    case unsupportedCipherSuite(CipherSuite)
    /// The suite does not belong to this version, or the version is none of SSL 3.0 to TLS 1.3.
    case unsupportedVersion(ProtocolVersion, CipherSuite)
    /// The secret cannot be one of this suite.
    case wrongSecretSize(Int)
}
