import ByteParsing
import TLSWire

/// TLS in the packets of TDS 7, the protocol of SQL Server (MS-TDS, sections 2.2.3.1 and 3.2.5.2).
///
/// As long as the handshake lasts, each side's records are the data of PRELOGIN packets, several records in a packet or one
/// in several; then its records are on the stream itself and, where only the login is protected, packets without TLS.
///
///     12 | status | length (2, with these 8 bytes) | spid (2) | packet | window | records …
///     17 03 03 | length (2) | …          04 | status | length …
///
/// A byte tells which of the three begins: types of packets are below 20, those of records from 20 on.
final class TDSFraming: StreamUnwrapper {
    static let carrier = "tds"
    static let headerLength = 8
    /// The type of a packet before the login.
    static let prelogin: UInt8 = 0x12

    /// Where a side is.
    private enum Place {
        /// Between packets, with what there is of a header.
        case header([UInt8])
        /// In a packet with so many more bytes.
        case wrapped(Int)
        /// In a record on the stream itself with so many more bytes.
        case bare(Int)
        /// In a packet without TLS.
        case plain(Int)
    }

    private var places = Both<Role, Place> { _ in .header([]) }

    init() {}

    /// A packet whose data begins with a ClientHello or a ServerHello.
    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        guard bytes.count > 0, bytes[0] == prelogin else { return .no }
        if bytes.count > 1, bytes[1] > 1 { return .no }
        guard bytes.count > headerLength else { return .undecided }
        switch StreamStart(bytes.extracting(headerLength...)) {
        case .clientHello: return .begins(.client)
        case .serverHello: return .begins(.server)
        case .undecided: return .undecided
        case .ssl2ClientHello, .notTLS: return .no
        }
    }

    func receive(_ bytes: Span<UInt8>, from sender: Role, deliver: (Span<UInt8>) -> Void) {
        var start = 0
        while start < bytes.count {
            switch places[sender] {
            case .header(let begun):
                let byte = bytes[start]
                if begun.isEmpty, (20...24).contains(byte) {
                    // Its header is passed on like its data: five bytes, of which the last two are the length.
                    start = receiveRecordHeader(bytes, start, begun, sender, deliver)
                } else if let first = begun.first, first >= 20 {
                    start = receiveRecordHeader(bytes, start, begun, sender, deliver)
                } else {
                    start = receiveHeader(bytes, start, begun, sender)
                }
            case .wrapped(let rest):
                let count = min(rest, bytes.count - start)
                deliver(bytes.extracting(start..<start + count))
                places[sender] = count == rest ? .header([]) : .wrapped(rest - count)
                start += count
            case .bare(let rest):
                let count = min(rest, bytes.count - start)
                deliver(bytes.extracting(start..<start + count))
                places[sender] = count == rest ? .header([]) : .bare(rest - count)
                start += count
            case .plain(let rest):
                let count = min(rest, bytes.count - start)
                places[sender] = count == rest ? .header([]) : .plain(rest - count)
                start += count
            }
        }
    }

    /// Takes what there is of a packet's header, and returns where it ends.
    private func receiveHeader(_ bytes: Span<UInt8>, _ start: Int, _ begun: [UInt8], _ sender: Role) -> Int {
        let count = min(Self.headerLength - begun.count, bytes.count - start)
        let header = begun + [UInt8](copying: bytes.extracting(start..<start + count))
        guard header.count == Self.headerLength else {
            places[sender] = .header(header)
            return start + count
        }
        let rest = max(0, (Int(header[2]) << 8 | Int(header[3])) - Self.headerLength)
        let place: Place = header[0] == Self.prelogin ? .wrapped(rest) : .plain(rest)
        places[sender] = rest == 0 ? .header([]) : place
        return start + count
    }

    private func receiveRecordHeader(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ begun: [UInt8],
        _ sender: Role,
        _ deliver: (Span<UInt8>) -> Void
    ) -> Int {
        let count = min(5 - begun.count, bytes.count - start)
        let new = bytes.extracting(start..<start + count)
        deliver(new)
        let header = begun + [UInt8](copying: new)
        guard header.count == 5 else {
            places[sender] = .header(header)
            return start + count
        }
        let rest = Int(header[3]) << 8 | Int(header[4])
        places[sender] = rest == 0 ? .header([]) : .bare(rest)
        return start + count
    }

    /// What is lost inside of a packet leaves its end where it was; beyond it, the next segment begins one.
    func receiveGap(_ count: Int, from sender: Role) {
        switch places[sender] {
        case .wrapped(let rest) where rest > count: places[sender] = .wrapped(rest - count)
        case .bare(let rest) where rest > count: places[sender] = .bare(rest - count)
        case .plain(let rest) where rest > count: places[sender] = .plain(rest - count)
        default: places[sender] = .header([])
        }
    }
}
