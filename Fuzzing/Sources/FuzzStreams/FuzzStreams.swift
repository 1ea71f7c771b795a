import AnalysisPipeline
import ByteParsing
import FuzzSupport
import HandshakeAnalysis
import Reporting

/// The input is what the two ends of one TCP connection send: who and how, length, bytes.
@_cdecl("FuzzStreams_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        unsafe analyse(copy(start, count))
        return 0
    }
}

/// Raw IPv4 with TCP.
private func packet(
    _ payload: [UInt8],
    isClient: Bool,
    sequenceNumber: UInt32,
    acknowledged: UInt32,
    flags: UInt8
)
    -> [UInt8]
{
    func bytes(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
    let (client, server): ([UInt8], [UInt8]) = ([192, 0, 2, 1], [192, 0, 2, 2])
    let total = UInt32(40 + payload.count)
    let ip: [UInt8] = [0x45, 0] + bytes(total)[2...] + [0, 0, 0, 0, 64, 6, 0, 0]
    let ports: [UInt8] = isClient ? [0xC0, 0, 1, 0xBB] : [1, 0xBB, 0xC0, 0]
    let header = ports + bytes(sequenceNumber) + bytes(acknowledged) + [0x50, flags, 0x20, 0, 0, 0, 0, 0]
    return ip + (isClient ? client + server : server + client) + header + payload
}

private func analyse(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    var engine = PacketEngine()
    var next: [UInt32] = [1_000, 0xFFFF_FF00]
    var frame: UInt64 = 0
    func send(
        _ payload: [UInt8],
        _ side: Int,
        _ flags: UInt8,
        at sequenceNumber: UInt32,
        _ engine: inout PacketEngine
    ) {
        frame += 1
        let bytes = packet(
            payload,
            isClient: side == 0,
            sequenceNumber: sequenceNumber,
            acknowledged: next[1 - side],
            flags: flags
        )
        engine.process(
            bytes.span,
            originalLength: bytes.count,
            linkType: 101,
            at: PacketReference(frame: frame, time: Timestamp(nanoseconds: Int64(frame) * 1_000_000))
        )
    }
    send([], 0, 0x02, at: next[0] &- 1, &engine)
    send([], 1, 0x12, at: next[1] &- 1, &engine)
    while !input.isAtEnd {
        let how = input.byte()
        let payload = input.chunk()
        let side = Int(how & 1)
        let flags: UInt8 = 0x10 | (how & 0x80 != 0 ? 0x01 : 0) | (how & 0xC0 == 0xC0 ? 0x04 : 0)
        switch how >> 1 & 7 {
        case 1:  // lost
            next[side] &+= UInt32(payload.count)
        case 2:  // repeated
            send(payload, side, flags, at: next[side], &engine)
            send(payload, side, flags, at: next[side], &engine)
            next[side] &+= UInt32(payload.count)
        case 3:  // the second half first
            let half = payload.count / 2
            send(Array(payload[half...]), side, flags, at: next[side] &+ UInt32(half), &engine)
            send(Array(payload[..<half]), side, 0x10, at: next[side], &engine)
            next[side] &+= UInt32(payload.count)
        case 4:  // byte by byte
            for byte in payload.prefix(64) {
                send([byte], side, 0x10, at: next[side], &engine)
                next[side] &+= 1
            }
        case 5:  // over what was sent before
            send(payload, side, 0x10, at: next[side] &- UInt32(payload.count / 2), &engine)
        default:
            send(payload, side, flags, at: next[side], &engine)
            next[side] &+= UInt32(payload.count)
        }
    }
    engine.finish()
    var report = NDJSONReport()
    for connection in engine.takeFinished() {
        precondition((connection.verdict.status == .failed) == (connection.verdict.failure != nil))
        precondition((connection.verdict.basis == .inferred) == (connection.verdict.confidence != nil))
        _ = report.connection(connection)
    }
}
