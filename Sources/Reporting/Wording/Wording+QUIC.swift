internal import HandshakeAnalysis
internal import TLSWire

extension Wording {
    /// `CRYPTO_ERROR 0x174`, `application error 0x100`.
    static func text(of close: QUICClose) -> String {
        let code = "0x" + String(close.code, radix: 16)
        if close.isApplication { return "application error \(code)" }
        if close.alert != nil { return "CRYPTO_ERROR \(code)" }
        return transportErrors[close.code] ?? "transport error \(code)"
    }

    /// RFC 9000, section 20.1; RFC 9368, section 7.
    private static let transportErrors: [UInt64: String] = [
        0x00: "NO_ERROR", 0x01: "INTERNAL_ERROR", 0x02: "CONNECTION_REFUSED", 0x03: "FLOW_CONTROL_ERROR",
        0x04: "STREAM_LIMIT_ERROR", 0x05: "STREAM_STATE_ERROR", 0x06: "FINAL_SIZE_ERROR",
        0x07: "FRAME_ENCODING_ERROR", 0x08: "TRANSPORT_PARAMETER_ERROR", 0x09: "CONNECTION_ID_LIMIT_ERROR",
        0x0A: "PROTOCOL_VIOLATION", 0x0B: "INVALID_TOKEN", 0x0C: "APPLICATION_ERROR",
        0x0D: "CRYPTO_BUFFER_EXCEEDED", 0x0E: "KEY_UPDATE_ERROR", 0x0F: "AEAD_LIMIT_REACHED",
        0x10: "NO_VIABLE_PATH", 0x11: "VERSION_NEGOTIATION_ERROR",
    ]
}
