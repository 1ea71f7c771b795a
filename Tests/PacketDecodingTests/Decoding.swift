import ByteParsing
import PacketDecoding

/// What tests compare: the outcome, with a segment's addresses and payload resolved.
enum Outcome: Hashable {
    case tcp(from: String, to: String, payload: [UInt8], missing: Int)
    case reassembled(from: String, to: String, payload: [UInt8], missing: Int)
    case udp, other, fragment, unsupportedLinkType
    case malformed(MalformedPacket)
}

extension PacketDecoder {
    mutating func outcome(
        of frame: [UInt8],
        linkType: UInt32 = 1,
        originalLength: Int? = nil,
        seconds: Int64 = 0
    ) -> Outcome {
        let decoded = decode(
            frame.span,
            originalLength: originalLength ?? frame.count,
            linkType: linkType,
            time: Timestamp(nanoseconds: seconds * 1_000_000_000)
        )
        func parts(_ segment: TCPSegment, _ bytes: [UInt8]) -> (String, String, [UInt8], Int) {
            (
                SocketAddress(address: segment.source, port: segment.sourcePort).description,
                SocketAddress(address: segment.destination, port: segment.destinationPort).description,
                Array(bytes[segment.payloadOffset..<segment.payloadOffset + segment.payloadLength]),
                segment.missingLength
            )
        }
        switch decoded {
        case .tcp(let segment):
            let (source, destination, payload, missing) = parts(segment, frame)
            return .tcp(from: source, to: destination, payload: payload, missing: missing)
        case .reassembledTCP(let segment):
            let (source, destination, payload, missing) = parts(segment, reassembledDatagram)
            return .reassembled(from: source, to: destination, payload: payload, missing: missing)
        case .udp, .reassembledUDP: return .udp
        case .other: return .other
        case .fragment: return .fragment
        case .malformed(let reason): return .malformed(reason)
        case .unsupportedLinkType: return .unsupportedLinkType
        }
    }
}
