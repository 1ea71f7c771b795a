import ByteParsing

/// What the first bytes of a segment say about TLS beginning there.
public enum StreamStart: Hashable, Sendable {
    /// A record with a ClientHello.
    case clientHello
    /// A record with a ServerHello: the client's direction, or its first packets, are missing from the capture.
    case serverHello
    /// The version 2 ClientHello that old clients sent for compatibility (RFC 5246, appendix E.2).
    case ssl2ClientHello
    /// Possible so far; more bytes will tell.
    case undecided
    case notTLS

    /// Judges the bytes from a segment's start on.
    ///
    /// Eleven fixed or bounded bytes make a false positive on other traffic as good as impossible, and the hello
    /// must still parse after that.
    @inline(__always)
    public init(_ bytes: Span<UInt8>) {
        guard bytes.count > 0 else {
            self = .undecided
            return
        }
        switch bytes[0] {
        case 0x16: self = Self.readRecord(bytes)
        case 0x80...0x8F: self = Self.readVersion2(bytes)
        default: self = .notTLS
        }
    }

    /// Whether no stream that begins with this byte is TLS.
    @inlinable @inline(__always)
    public static func cannotBegin(_ first: UInt8) -> Bool { first != 0x16 && first & 0xF0 != 0x80 }

    /// Where in a segment a ClientHello begins that something else stands before: a PROXY header, a request to a proxy.
    ///
    /// A record's header and the hello's own fixed bytes have to be there, and to fit each other. Eight bytes at a time are
    /// passed over, since it is asked of the first data of every flow.
    public static func clientHello(in bytes: Span<UInt8>) -> Int? {
        let end = min(bytes.count - 10, longestPreamble)
        var place = 1
        while place < end {
            if place + 8 <= bytes.count {
                // Which of the bytes is 0x16: that one becomes 0, and borrows.
                let word = bytes.bigEndianUInt64(at: place) ^ 0x1616_1616_1616_1616
                if (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 == 0 {
                    place += 8
                    continue
                }
            }
            if bytes[place] == 0x16, bytes[place + 1] == 0x03,
                StreamStart(bytes.extracting(place...)) == .clientHello
            {
                return place
            }
            place += 1
        }
        return nil
    }

    /// How far into a segment a ClientHello is looked for: a PROXY header with its additions, a request to a proxy.
    static let longestPreamble = 1_024

    private static func readRecord(_ bytes: Span<UInt8>) -> StreamStart {
        if bytes.count >= 2, bytes[1] != 0x03 { return .notTLS }
        if bytes.count >= 3, bytes[2] > 0x04 { return .notTLS }
        guard bytes.count >= 6 else { return .undecided }
        let recordLength = Int(bytes.bigEndianUInt16(at: 3))
        guard recordLength >= 1, recordLength <= RecordHeader.maximumLength else { return .notTLS }
        let type = HandshakeType(rawValue: bytes[5])
        guard type == .clientHello || type == .serverHello else { return .notTLS }
        // A hello may be cut into records of a few bytes; then what follows these bytes is another record's header.
        guard recordLength >= 6 else { return type == .clientHello ? .clientHello : .serverHello }
        guard bytes.count >= 11 else { return .undecided }
        let helloLength = Int(bytes[6]) << 16 | Int(bytes.bigEndianUInt16(at: 7))
        // version, random, an empty session ID, one suite, one compression method.
        let shortest = type == .clientHello ? 2 + 32 + 1 + 2 + 2 + 2 : 2 + 32 + 1 + 2 + 1
        guard helloLength >= shortest, helloLength <= 0x2_0000 else { return .notTLS }
        // 0x7F is what drafts of TLS 1.3 put into the ServerHello.
        let isVersion = (bytes[9] == 0x03 && bytes[10] <= 0x04) || (type == .serverHello && bytes[9] == 0x7F)
        guard isVersion else { return .notTLS }
        if type == .clientHello, bytes.count > 43, recordLength > 39, bytes[43] > 32 { return .notTLS }
        return type == .clientHello ? .clientHello : .serverHello
    }

    private static func readVersion2(_ bytes: Span<UInt8>) -> StreamStart {
        if bytes.count >= 3, bytes[2] != 1 { return .notTLS }
        guard bytes.count >= 11 else { return .undecided }
        let length = Int(bytes.bigEndianUInt16(at: 0) & 0x7FFF)
        let isVersion = (bytes[3] == 0x03 && bytes[4] <= 0x04) || (bytes[3] == 0x00 && bytes[4] == 0x02)
        let suites = Int(bytes.bigEndianUInt16(at: 5))
        let sessionID = Int(bytes.bigEndianUInt16(at: 7))
        let challenge = Int(bytes.bigEndianUInt16(at: 9))
        let isSound =
            isVersion && suites > 0 && suites.isMultiple(of: 3) && (sessionID == 0 || sessionID == 16)
            && (16...32).contains(challenge) && length == 9 + suites + sessionID + challenge
        return isSound ? .ssl2ClientHello : .notTLS
    }
}
