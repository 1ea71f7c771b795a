import ByteParsing
import PacketDecoding

/// What flows without TLS so far began with, where the first bytes of a side name a protocol that may go on with TLS.
///
/// Apart from the flow table, since few flows have one: it is asked when TLS begins on a stream that began otherwise.
struct OpeningTable {
    /// Flows remembered; at the next one all are forgotten.
    static let capacity = 8192

    private var known: [FlowKey: StreamOpening] = [:]

    /// Looks at the first bytes that a side of a flow sends.
    mutating func look(at payload: Span<UInt8>, of key: FlowKey) {
        guard let opening = StreamOpening(payload) else { return }
        // The server's greeting comes first; a client's first bytes say less, but where they ask for TLS.
        if known[key] == nil { note(opening, of: key) }
    }

    mutating func note(_ opening: StreamOpening, of key: FlowKey) {
        if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
        known[key] = opening
    }

    /// What a flow began with, which is forgotten.
    mutating func take(_ key: FlowKey) -> StreamOpening? {
        known.isEmpty ? nil : known.removeValue(forKey: key)
    }
}

/// A protocol whose streams may become TLS; the raw value is what reports print.
enum StreamOpening: String {
    case postgresql, mysql, smtp, ftp, imap, pop3, ldap

    /// Judges by the first bytes that a side sends.
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count >= 8 else { return nil }
        switch bytes[0] {
        // SSLRequest: a length of 8 and 80877103.
        case 0 where bytes.count == 8:
            guard bytes.bigEndianUInt32(at: 0) == 8, bytes.bigEndianUInt32(at: 4) == 80_877_103 else {
                return nil
            }
            self = .postgresql
        // 220, the greeting of SMTP (RFC 5321, section 4.2) and of FTP (RFC 959, section 5.4).
        case UInt8(ascii: "2"):
            guard bytes[1] == UInt8(ascii: "2"), bytes[2] == UInt8(ascii: "0") else { return nil }
            if Self.contains(Self.smtpWord, bytes) {
                self = .smtp
            } else if Self.contains(Self.ftpWord, bytes) {
                self = .ftp
            } else {
                return nil
            }
        case UInt8(ascii: "*"):
            guard Self.holds(Self.imapWord, bytes, at: 0) else { return nil }
            self = .imap
        case UInt8(ascii: "+"):
            guard Self.holds(Self.pop3Word, bytes, at: 0) else { return nil }
            self = .pop3
        // ExtendedRequest with the name of StartTLS (RFC 4511, section 4.14).
        case 0x30:
            guard Self.contains(Self.startTLS, bytes) else { return nil }
            self = .ldap
        default:
            // A length of three bytes, the sequence number 0, protocol 10 and a version that begins with a digit.
            guard bytes[1] == 0, bytes[2] == 0, bytes[3] == 0, bytes[4] == 10, bytes[5] >= 0x30,
                bytes[5] <= 0x39,
                Int(bytes[0]) + 4 == bytes.count
            else { return nil }
            self = .mysql
        }
    }

    /// What is looked at of a greeting.
    private static let longestGreeting = 256

    private static let smtpWord = Array("SMTP".utf8)
    private static let ftpWord = Array("FTP".utf8)
    private static let imapWord = Array("* OK".utf8)
    private static let pop3Word = Array("+OK".utf8)
    private static let startTLS = Array("1.3.6.1.4.1.1466.20037".utf8)

    private static func contains(_ text: [UInt8], _ bytes: Span<UInt8>) -> Bool {
        var place = 0
        while place < min(bytes.count, longestGreeting) {
            if holds(text, bytes, at: place) { return true }
            place += 1
        }
        return false
    }

    private static func holds(_ text: [UInt8], _ bytes: Span<UInt8>, at place: Int) -> Bool {
        guard bytes.count - place >= text.count else { return false }
        return bytes.extracting(place..<(place + text.count)).hasSameBytes(as: text)
    }
}
