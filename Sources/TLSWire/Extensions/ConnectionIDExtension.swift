import ByteParsing

extension ExtensionType {
    /// connection_id as draft-ietf-tls-dtls-connection-id-05 had it, before a number was assigned.
    ///
    /// Mbed TLS speaks it from 2.19 to 2.28, which Debian 12 and devices have.
    static var draftConnectionID: Self { Self(rawValue: 254) }
}

extension DeferredExtensions {
    /// An id of a connection; `nil` where there is none of that type.
    func connectionID(of type: ExtensionType) -> [UInt8]? {
        value(of: type) { body throws(ParseError) in try body.readConnectionID() }
    }
}
