public import ByteParsing
public import TLSWire

/// Notices that what a client sends inside a TLS connection is another TLS connection, as through an HTTPS proxy.
///
///     CONNECT api.example:443 HTTP/1.1  ──▶
///                                       ◀──  HTTP/1.1 200 OK
///     ClientHello                       ──▶
///
/// Keeps nothing but the name of who is asked for.
public struct TunnelObserver: Sendable {
    /// A host's name takes 255 bytes at most, and its port six.
    private static let longestTarget = 262
    /// Pieces of the client's data that are looked at.
    private static let limit = 16

    private enum State { case start, asked, answered, done }

    private var state = State.start
    private var pieces = 0
    /// The host and port of the CONNECT request, such as `api.example:443`.
    public private(set) var target: String?
    /// A ClientHello was found.
    public private(set) var isTLS = false

    public init() {}

    /// Nothing that comes would make it find more.
    public var isDone: Bool { state == .done }

    /// Takes in the next decrypted data of one direction, a record at a time.
    public mutating func receive(_ bytes: Span<UInt8>, from sender: Role) {
        guard state != .done, !bytes.isEmpty else { return }
        if sender == .server {
            state = state == .asked ? .answered : state == .start ? .done : state
            return
        }
        pieces += 1
        if Self.beginsTLS(bytes), state != .asked {
            isTLS = true
            state = .done
        } else if state == .start, let target = Self.target(in: bytes) {
            self.target = target
            state = .asked
        } else if state != .asked || pieces >= Self.limit {
            state = .done
        }
    }

    /// Whether a record begins that begins a ClientHello.
    private static func beginsTLS(_ bytes: Span<UInt8>) -> Bool {
        bytes.count > 5 && bytes[0] == 22 && bytes[1] == 3 && bytes[2] <= 4 && bytes[5] == 1
    }

    /// The authority of a CONNECT request (RFC 9110, section 9.3.6).
    private static func target(in bytes: Span<UInt8>) -> String? {
        let method = Array("CONNECT ".utf8)
        guard bytes.count > method.count else { return nil }
        for index in method.indices where bytes[index] != method[index] { return nil }
        var name: [UInt8] = []
        for index in method.count..<bytes.count {
            let byte = bytes[index]
            if byte == 0x20 { return String(decoding: name, as: UTF8.self) }
            guard (0x21...0x7E).contains(byte), name.count < longestTarget else { return nil }
            name.append(byte)
        }
        return nil
    }
}

/// Another TLS connection inside this one.
public struct InnerTLS: Hashable, Sendable {
    /// Whom the client asked a proxy to connect it with, such as `api.example:443`.
    public let target: String?
    public let packet: PacketReference
}
