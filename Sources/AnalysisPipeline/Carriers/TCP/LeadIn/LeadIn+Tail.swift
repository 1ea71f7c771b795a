import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

// After the ClientHello.

extension LeadIn {
    /// Takes what the server says after the ClientHello while its answer is awaited.
    func readTail(_ bytes: Span<UInt8>, _ direction: Direction, at packet: PacketReference) -> Tail {
        held[direction].append(copying: bytes)
        while !held[direction].isEmpty {
            let bytes = held[direction]
            if (20...23).contains(bytes[0]) {
                guard bytes.count > 1 else { return .dialogue }
                if bytes[1] == 3 { return .tls(take(direction)) }
            }
            guard let dialogue else { return .tls(take(direction)) }
            switch dialogue.read(bytes.span, from: .server) {
            case .more:
                return held[direction].count < Self.maximumHeld ? .dialogue : .tls(take(direction))
            case .foreign: return .tls(take(direction))
            case .message(let count): held[direction].removeFirst(min(count, held[direction].count))
            }
            switch dialogue.stage {
            case .handedOver: return .tls(take(direction))
            case .refused(let cause):
                self.cause = cause
                refusedAt = packet
                held[direction] = []
                return .refused
            case .open, .asked, .declined: continue
            }
        }
        return .dialogue
    }

    /// What the server speaks, where it refused after the ClientHello had come.
    var spoken: SpokenProtocol {
        guard let kind = dialogue?.kind else { return .unknown }
        switch kind {
        case .httpConnect, .httpUpgrade: return .http
        case .socks4, .socks4a, .socks5: return .socks
        case .lmtp: return .smtp
        default: return SpokenProtocol(rawValue: kind.rawValue) ?? .unknown
        }
    }
}
