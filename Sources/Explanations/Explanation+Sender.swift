extension Explanation {
    /// The side that alone may send an alert, so that a text need not tell it; `nil` where both may.
    ///
    /// RFC 9846, section 6.2; RFC 6066, section 5; RFC 9849, section 6.1.6. Not no_application_protocol: over QUIC a client sends it too
    /// (RFC 9001, section 8.1).
    var soleSender: Side? {
        switch name {
        case "bad_certificate_hash_value", "certificate_required", "certificate_unobtainable",
            "inappropriate_fallback", "unknown_psk_identity", "unrecognized_name":
            .server
        case "bad_certificate_status_response", "ech_required": .client
        default: nil
        }
    }
}
