import ByteParsing

/// A packet of RADIUS (RFC 2865, section 3), as far as it concerns EAP (RFC 3579).
///
///      0                 1                 2                               4                      20
///     +-----------------+-----------------+-------------------------------+----------------------+-----------
///     | code            | identifier      | length, of all of it          | authenticator, 16    | attributes
///     +-----------------+-----------------+-------------------------------+----------------------+-----------
///                                          attribute: type 1, length 1 (of all of it), value
///
/// Not copyable, since a copy counts a reference for each of its texts.
struct RADIUSPacket: ~Copyable {
    enum Code: UInt8 {
        case accessRequest = 1
        case accessAccept = 2
        case accessReject = 3
        case accessChallenge = 11
    }

    /// RFC 2865, section 3.
    static let longest = 4_096
    /// The type of the attribute EAP-Message (RFC 3579, section 3.1).
    private static let eapMessage: UInt8 = 79

    let code: Code
    let identifier: UInt8
    /// The attributes EAP-Message, in a row.
    private(set) var eap: [UInt8] = []
    /// Bytes of EAP that the snapshot length cut off, at most.
    private(set) var missing = 0
    private(set) var state: [UInt8] = []
    private(set) var userName: ClaimedText?
    private(set) var station: ClaimedText?
    private(set) var nas: String?

    /// Fails if the lengths do not fit together; `missing` bytes followed those that were given.
    ///
    /// Whoever only wants to know what it is has no need of the names in it.
    init?(_ bytes: Span<UInt8>, missing: Int, readsClaims: Bool = true) {
        guard Self.isSound(bytes, missing: missing), let code = Code(rawValue: bytes[0]) else { return nil }
        let length = Int(bytes.bigEndianUInt16(at: 2))
        self.code = code
        identifier = bytes[1]
        var offset = 20
        let end = min(length, bytes.count)
        while end - offset >= 2 {
            let size = Int(bytes[offset + 1])
            if readsClaims || bytes[offset] == Self.eapMessage {
                read(bytes[offset], bytes.extracting(offset + 2..<max(offset + 2, min(offset + size, end))))
            }
            offset += size
        }
        self.missing = max(0, length - bytes.count)
    }

    /// Whether the lengths fit together; `missing` bytes followed those that were given.
    static func isSound(_ bytes: Span<UInt8>, missing: Int) -> Bool {
        guard bytes.count >= 20, Code(rawValue: bytes[0]) != nil else { return false }
        let length = Int(bytes.bigEndianUInt16(at: 2))
        guard (20...longest).contains(length), length <= bytes.count + missing else { return false }
        var offset = 20
        let end = min(length, bytes.count)
        while end - offset >= 2 {
            let size = Int(bytes[offset + 1])
            guard size >= 2, offset + size <= length else { return false }
            offset += size
        }
        return length > bytes.count || offset == length
    }

    private mutating func read(_ type: UInt8, _ value: Span<UInt8>) {
        switch type {
        case 1: userName = ClaimedText(value)
        case 4 where value.count == 4 && nas == nil:
            nas = IPAddress(ipv4: value.bigEndianUInt32(at: 0)).description
        case 24: state = [UInt8](copying: value)
        case 31: station = ClaimedText(value)
        case 32: nas = ClaimedText(value)?.text
        case Self.eapMessage:
            if eap.isEmpty { eap = [UInt8](copying: value) } else { eap.append(copying: value) }
        default: break
        }
    }
}
