import ByteParsing
import PacketDecoding
import TLSWire

// Streams on which TLS's records go inside another framing.

extension TLSSession {
    /// The framing's name; `nil` where TLS's records are on the stream itself.
    @inline(__always)
    var carrier: String? { unwrapper.map { type(of: $0).carrier } }

    /// Looks for a framing that TLS may begin in, since it does not begin on the stream itself.
    mutating func probeFramings(_ bytes: Span<UInt8>, _ direction: Direction, at packet: PacketReference) {
        for framing in unwrappers {
            switch framing.recognize(bytes) {
            case .no, .belongs, .goesOn, .unread: continue
            case .undecided: return keepStart(bytes, direction)
            case .begins(let sender, _):
                unwrap(framing)
                let clientDirection = sender == .client ? direction : direction.opposite
                return begin(clientDirection: clientDirection, bytes, direction, at: packet)
            }
        }
        refute()
    }

    /// From here on, takes off such a framing.
    mutating func unwrap(_ framing: any StreamUnwrapper.Type) {
        let unwrapper = framing.init()
        unwrapper.prepare(stream.records.handshake.keys)
        self.unwrapper = unwrapper
        if let kind = framing.kind { stream.records.handshake.note(kind) }
    }

    /// Gives on what is in the framing.
    mutating func unwrap(_ bytes: Span<UInt8>, _ direction: Direction, at packet: PacketReference) {
        let sender = role(of: direction)
        unwrapper?.receive(bytes, from: sender) { stream.receive($0, from: sender, at: packet) }
    }
}
