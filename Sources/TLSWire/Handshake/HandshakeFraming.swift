/// What handshake messages are framed by, where their sizes count or the bytes of their headers do.
public enum HandshakeFraming: UInt8, Hashable, Sendable, CaseIterable {
    /// Type and length (RFC 9846, section 4), in TLS's records.
    case tls
    /// Type, length, `message_seq`, `fragment_offset` and `fragment_length` (RFC 6347, section 4.2.2), in DTLS's records.
    case dtls
    /// Type and length, in CRYPTO frames and no records (RFC 9001, section 4).
    case quic

    /// Bytes before a message's body, as it is sent in one piece.
    @inlinable public var headerLength: Int {
        switch self {
        case .tls, .quic: 4
        case .dtls: 12
        }
    }

    /// Bytes that protection adds to content from TLS 1.3 on, beside its tag: the content type of a record.
    @inlinable public var contentTypeLength: Int {
        switch self {
        case .tls, .dtls: 1
        case .quic: 0
        }
    }
}
