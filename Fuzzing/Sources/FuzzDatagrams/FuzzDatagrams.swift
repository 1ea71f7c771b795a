import AnalysisPipeline
import ByteParsing
import FuzzSupport
import HandshakeAnalysis
import Reporting

/// The input is datagrams between two ends: who sends and how much time passes, length, bytes.
@_cdecl("FuzzDatagrams_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        unsafe analyse(copy(start, count))
        return 0
    }
}

private let client: [UInt8] = [192, 0, 2, 10]
private let server: [UInt8] = [192, 0, 2, 20]

private func analyse(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    var engine = PacketEngine()
    var frame: UInt64 = 0
    var time: Int64 = 0
    while !input.isAtEnd {
        let how = input.byte()
        let payload = input.chunk()
        frame += 1
        // Mostly a millisecond, now and then seconds.
        time += how >> 1 > 120 ? 3_000_000_000 : 1_000_000
        let packet = datagram(payload, isClient: how & 1 == 0)
        engine.process(
            packet.span,
            originalLength: packet.count + Int(how >> 7) * 40,
            linkType: 101,
            at: PacketReference(frame: frame, time: Timestamp(nanoseconds: time))
        )
    }
    engine.finish()
    var report = NDJSONReport()
    for connection in engine.takeFinished() {
        precondition((connection.verdict.status == .failed) == (connection.verdict.failure != nil))
        _ = report.connection(connection)
    }
}

/// An IPv4 packet with a datagram.
private func datagram(_ payload: [UInt8], isClient: Bool) -> [UInt8] {
    let length = 28 + payload.count
    let header: [UInt8] = [
        0x45, 0, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length), 0, 1, 0, 0, 64,
        17, 0, 0,
    ]
    let ports: [UInt8] = isClient ? [0xC0, 1, 0x16, 0x34] : [0x16, 0x34, 0xC0, 1]
    let size = 8 + payload.count
    return header + (isClient ? client + server : server + client) + ports
        + [UInt8(truncatingIfNeeded: size >> 8), UInt8(truncatingIfNeeded: size), 0, 0] + payload
}
