import FuzzSupport
import FuzzTraffic

/// The input is datagrams between two ends: who sends and what, length, bytes.
///
/// What may be a datagram as it is, or the frames of a packet, which is sealed here.
@_cdecl("FuzzQUIC_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        unsafe analyse(copy(start, count))
        return 0
    }
}

/// Those of the shipped captures, and of the packets that are sealed here.
private let keys = Keys(adding: SealedPackets.keyLog)

private func analyse(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    var traffic = keys.traffic()
    var packets = SealedPackets()
    while !input.isAtEnd {
        let how = input.byte()
        let side = Int(how & 1)
        let level = Int(how >> 1 & 3)
        if how >> 3 > 29 { traffic.pass(3_000_000_000) }
        var datagram = input.chunk()
        if level > 0 { datagram = packets.packet(datagram, level: level - 1, from: side) }
        // A client's port that is another's now has moved.
        traffic.datagram(datagram, from: side, port: how >> 3 == 29 ? 8_443 : 443)
    }
    traffic.finish()
}
