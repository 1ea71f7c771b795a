public import FuzzSupport

/// A TCP connection, and how what its ends say comes: in order, lost, repeated, swapped, in pieces.
public struct StreamTraffic: ~Copyable {
    private var traffic: Traffic
    private let port: UInt16
    private var next: [UInt32] = [1_000, 0xFFFF_FF00]

    public init(_ traffic: consuming Traffic, port: UInt16 = 443) {
        self.traffic = traffic
        self.port = port
        send([], 0, flags: 0x02, at: next[0] &- 1)
        send([], 1, flags: 0x12, at: next[1] &- 1)
    }

    private mutating func send(
        _ payload: [UInt8],
        _ side: Int,
        flags: UInt8 = 0x10,
        at sequenceNumber: UInt32
    ) {
        traffic.segment(
            payload,
            from: side,
            port: port,
            flags: flags,
            sequenceNumber: sequenceNumber,
            acknowledged: next[1 - side]
        )
    }

    /// Sends what comes next in order.
    public mutating func say(_ payload: [UInt8], from side: Int, flags: UInt8 = 0x10) {
        send(payload, side, flags: flags, at: next[side])
        next[side] &+= UInt32(payload.count)
    }

    /// Takes the input for who sends and how, length, bytes; again and again.
    public mutating func play(_ input: inout FuzzInput) {
        while !input.isAtEnd {
            let how = input.byte()
            let payload = input.chunk()
            let side = Int(how & 1)
            let flags: UInt8 = 0x10 | (how & 0x80 != 0 ? 0x01 : 0) | (how & 0xC0 == 0xC0 ? 0x04 : 0)
            switch how >> 1 & 7 {
            case 1:  // lost
                next[side] &+= UInt32(payload.count)
            case 2:  // repeated
                send(payload, side, flags: flags, at: next[side])
                say(payload, from: side, flags: flags)
            case 3:  // the second half first
                let half = payload.count / 2
                send(Array(payload[half...]), side, flags: flags, at: next[side] &+ UInt32(half))
                send(Array(payload[..<half]), side, at: next[side])
                next[side] &+= UInt32(payload.count)
            case 4:  // byte by byte
                for byte in payload.prefix(64) { say([byte], from: side) }
            case 5:  // over what was sent before
                send(payload, side, at: next[side] &- UInt32(payload.count / 2))
            case 6:  // after a pause
                traffic.pass(Int64(how >> 4) * 5_000_000_000)
                say(payload, from: side, flags: flags)
            default: say(payload, from: side, flags: flags)
            }
        }
    }

    public consuming func finish() { traffic.finish() }
}
