import FuzzSupport
import FuzzTraffic

/// The input is EAP: in what it comes and who sends it, length, bytes.
///
/// What it comes in is EAPOL, RADIUS, or a frame as it is.
@_cdecl("FuzzEAP_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        unsafe analyse(copy(start, count))
        return 0
    }
}

private let stations: [[UInt8]] = [[2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2]]
/// The group address of a port access entity.
private let group: [UInt8] = [0x01, 0x80, 0xC2, 0, 0, 3]
private let keys = Keys()

private func analyse(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    var traffic = keys.traffic()
    while !input.isAtEnd {
        let how = input.byte()
        let payload = input.chunk()
        let side = Int(how & 1)
        if how >> 5 == 7 { traffic.pass(20_000_000_000) }
        switch how >> 1 & 3 {
        case 0:
            let to = how & 8 == 0 ? group : stations[1 - side]
            traffic.frame(to + stations[side] + [0x88, 0x8E] + payload, linkType: 1)
        case 1: traffic.datagram(payload, from: side, port: 1_812)
        case 2:
            // The header with its length, so that what is made up has to find only what is inside.
            let length = [
                UInt8(truncatingIfNeeded: payload.count >> 8), UInt8(truncatingIfNeeded: payload.count),
            ]
            let to = stations[1 - side]
            traffic.frame(to + stations[side] + [0x88, 0x8E, 2, 0] + length + payload, linkType: 1)
        default: traffic.frame(payload, linkType: 1)
        }
    }
    traffic.finish()
}
