public import ByteParsing

// What follows from the fields.
extension ClientHello {
    public var extensionTypes: [ExtensionType] { extensions.types }

    public var malformedExtensions: [ParseError] { extensions.malformed }

    /// supported_versions or, without it, the version field, which stands for everything up to it.
    public var versionsOffered: [ProtocolVersion] {
        let supported = supportedVersions
        return supported.isEmpty ? [legacyVersion] : supported
    }

    /// Whether this client could go on in TLS 1.3.
    public var offersTLS13: Bool { supportedVersions.contains(where: \.isTLS13) }

    /// Whether it retries with a lower version than it could speak (RFC 7507).
    public var isFallback: Bool { cipherSuites.contains(.TLS_FALLBACK_SCSV) }
}
