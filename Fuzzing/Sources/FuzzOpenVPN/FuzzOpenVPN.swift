import FuzzSupport
import FuzzTraffic

/// The input is datagrams between two ends: who sends and how much time passes, length, bytes.
@_cdecl("FuzzOpenVPN_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        unsafe analyse(copy(start, count))
        return 0
    }
}

private let keys = Keys()

private func analyse(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    var traffic = keys.traffic()
    while !input.isAtEnd {
        let how = input.byte()
        let payload = input.chunk()
        if how >> 1 > 120 { traffic.pass(3_000_000_000) }
        traffic.datagram(payload, from: Int(how & 1), port: 1_194, missing: how >> 1 == 120 ? 40 : 0)
    }
    traffic.finish()
}
