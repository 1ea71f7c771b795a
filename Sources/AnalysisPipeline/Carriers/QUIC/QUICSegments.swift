import ByteParsing
import TLSWire

/// Where the datagrams end in what a capture shows as one, since the sender's system cuts it up after the capture (UDP
/// segmentation offload): all but the last have one size.
enum QUICSegments {
    /// Longer ones are looked at: the payload of an Ethernet frame (RFC 894).
    private static let longestDatagram = 1_500
    /// What a datagram with an Initial packet takes (RFC 9000, section 14.1).
    private static let shortest = 1_200
    /// Sizes that stacks use when nothing shows it.
    private static let usual = [
        1_200, 1_252, 1_232, 1_280, 1_350, 1_357, 1_392, 1_400, 1_402, 1_412, 1_452, 1_472,
    ]

    /// How long each datagram is but the last.
    static func size(of payload: Span<UInt8>) -> Int {
        guard payload.count > longestDatagram else { return payload.count }
        var position = 0
        while position < payload.count, payload[position] & 0x80 != 0,
            let header = QUICLongHeader(payload, at: position), header.end < payload.count
        {
            position = header.end
            if position >= shortest { return position }
        }
        let found = usual.first { size in
            size < payload.count && payload[size] & 0x80 != 0 && QUICLongHeader(payload, at: size) != nil
        }
        return found ?? shortest
    }

    /// Zeros behind a packet with a long header fill a datagram up.
    static func isPadding(_ bytes: Span<UInt8>) -> Bool { bytes.zeros(from: 0) == bytes.count }
}
