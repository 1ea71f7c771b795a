import ByteParsing

/// A frame of a QUIC packet, as far as anything here looks at it (RFC 9000, section 19).
public enum QUICFrame: Hashable, Sendable {
    case padding
    case ping
    /// What acknowledges packets: the largest of them.
    case ack(largest: UInt64)
    /// A piece of the handshake: where it belongs in its stream, and where it lies in the packet.
    case crypto(offset: UInt64, Range<Int>)
    case stream(id: UInt64, offset: UInt64, Range<Int>, isLast: Bool)
    case newToken(Range<Int>)
    case newConnectionID(Range<Int>)
    case handshakeDone
    case close(QUICClose, reason: Range<Int>)
    /// Anything else of the RFCs.
    case other(UInt64)
}

/// What a CONNECTION_CLOSE frame says (RFC 9000, section 19.19).
public struct QUICClose: Hashable, Sendable {
    /// The application's error code (frame type 0x1d), which means nothing to TLS; else the transport's (0x1c).
    public let isApplication: Bool
    public let code: UInt64

    public init(isApplication: Bool, code: UInt64) {
        self.isApplication = isApplication
        self.code = code
    }

    /// The alert that it stands for: codes from 0x100 to 0x1ff of the transport (RFC 9001, section 4.8).
    public var alert: Alert? {
        guard !isApplication, let number = UInt8(exactly: code &- 0x100) else { return nil }
        return Alert(level: .fatal, description: AlertDescription(rawValue: number))
    }
}

/// Takes the frames out of a packet's payload, one after the other.
public struct QUICFrameReader {
    private var position = 0
    /// The payload breaks a rule of the RFC, or has a frame of an extension that is not known: what follows cannot be read.
    public private(set) var isBroken = false
    /// Bytes of PADDING frames so far.
    public private(set) var padding = 0

    public init() {}

    /// The next frame, but for padding; `nil` at the end.
    public mutating func next(_ payload: Span<UInt8>) -> QUICFrame? {
        skipPadding(payload)
        guard position < payload.count, !isBroken else { return nil }
        guard let frame = read(payload) else {
            isBroken = true
            return nil
        }
        return frame
    }

    /// Padding fills a datagram up, so that there may be a kilobyte of it.
    private mutating func skipPadding(_ payload: Span<UInt8>) {
        // Mostly there is none.
        guard position < payload.count, payload[position] == 0 else { return }
        let zeros = payload.zeros(from: position)
        padding += zeros
        position += zeros
    }

    private mutating func read(_ payload: Span<UInt8>) -> QUICFrame? {
        guard let type = QUICInteger.read(payload, &position) else { return nil }
        switch type {
        case 0x01: return .ping
        case 0x02, 0x03: return readAck(payload, hasCounts: type == 0x03)
        case 0x04: return skipped(type, payload, 3)
        case 0x05: return skipped(type, payload, 2)
        case 0x06:
            guard let offset = QUICInteger.read(payload, &position), let range = readBytes(payload) else {
                return nil
            }
            return .crypto(offset: offset, range)
        case 0x07: return readBytes(payload).map { .newToken($0) }
        case 0x08...0x0F: return readStream(payload, flags: type & 7)
        case 0x10, 0x12, 0x13, 0x14, 0x16, 0x17, 0x19: return skipped(type, payload, 1)
        case 0x11, 0x15: return skipped(type, payload, 2)
        case 0x18: return readNewConnectionID(payload)
        case 0x1A, 0x1B: return read(8, payload).map { _ in .other(type) }
        case 0x1C, 0x1D: return readClose(payload, isApplication: type == 0x1D)
        case 0x1E: return .handshakeDone
        // DATAGRAM (RFC 9221, section 4).
        case 0x30: return read(payload.count - position, payload).map { _ in .other(type) }
        case 0x31: return readBytes(payload).map { _ in .other(type) }
        // ACK_FREQUENCY and IMMEDIATE_ACK (draft-ietf-quic-ack-frequency).
        case 0x1F: return .other(type)
        case 0xAF: return skipped(type, payload, 4)
        default: return nil
        }
    }

    // MARK: One by one

    private mutating func readAck(_ payload: Span<UInt8>, hasCounts: Bool) -> QUICFrame? {
        guard let largest = QUICInteger.read(payload, &position), skip(1, payload),
            let count = QUICInteger.read(payload, &position), skip(1, payload),
            count <= payload.count - position, skip(2 * Int(count), payload), !hasCounts || skip(3, payload)
        else { return nil }
        return .ack(largest: largest)
    }

    private mutating func readStream(_ payload: Span<UInt8>, flags: UInt64) -> QUICFrame? {
        guard let id = QUICInteger.read(payload, &position) else { return nil }
        var offset: UInt64 = 0
        if flags & 4 != 0 {
            guard let value = QUICInteger.read(payload, &position) else { return nil }
            offset = value
        }
        let range = flags & 2 != 0 ? readBytes(payload) : read(payload.count - position, payload)
        return range.map { .stream(id: id, offset: offset, $0, isLast: flags & 1 != 0) }
    }

    private mutating func readNewConnectionID(_ payload: Span<UInt8>) -> QUICFrame? {
        guard skip(2, payload), position < payload.count else { return nil }
        let length = Int(payload[position])
        position += 1
        guard (1...QUICLongHeader.maximumConnectionIDLength).contains(length), let id = read(length, payload),
            read(16, payload) != nil
        else { return nil }
        return .newConnectionID(id)
    }

    private mutating func readClose(_ payload: Span<UInt8>, isApplication: Bool) -> QUICFrame? {
        guard let code = QUICInteger.read(payload, &position), isApplication || skip(1, payload),
            let reason = readBytes(payload)
        else { return nil }
        return .close(QUICClose(isApplication: isApplication, code: code), reason: reason)
    }

    // MARK: Fields

    private mutating func skipped(_ type: UInt64, _ payload: Span<UInt8>, _ integers: Int) -> QUICFrame? {
        skip(integers, payload) ? .other(type) : nil
    }

    private mutating func skip(_ integers: Int, _ payload: Span<UInt8>) -> Bool {
        for _ in 0..<integers where QUICInteger.read(payload, &position) == nil { return false }
        return true
    }

    private mutating func readBytes(_ payload: Span<UInt8>) -> Range<Int>? {
        guard let length = QUICInteger.read(payload, &position), length <= payload.count - position else {
            return nil
        }
        return read(Int(length), payload)
    }

    private mutating func read(_ count: Int, _ payload: Span<UInt8>) -> Range<Int>? {
        guard count >= 0, count <= payload.count - position else { return nil }
        defer { position += count }
        return position..<position + count
    }
}
