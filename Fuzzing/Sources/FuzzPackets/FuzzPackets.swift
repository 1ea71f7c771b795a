import FuzzSupport
import FuzzTraffic

/// The input is frames: link type, how much time passes, length, bytes.
@_cdecl("FuzzPackets_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        unsafe analyse(copy(start, count))
        return 0
    }
}

private let linkTypes: [UInt32] = [
    1, 101, 0, 9, 12, 14, 50, 51, 104, 105, 108, 109, 113, 119, 127, 163, 166, 192, 219, 228, 229, 276, 147,
    8, 10, 100, 102, 106, 107, 117, 122, 123, 138, 149, 197, 204, 205, 206, 226, 239, 240, 241, 242, 247, 252,
    258, 259, 274, 281, 282, 284, 285,
]

private func analyse(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    var traffic = Traffic()
    while !input.isAtEnd {
        let linkType = linkTypes[Int(input.byte()) % linkTypes.count]
        let pause = input.byte()
        // Mostly milliseconds, now and then minutes.
        traffic.pass(Int64(pause) * (pause > 250 ? 1_000_000_000 : 1_000_000))
        traffic.frame(input.chunk(), linkType: linkType, missing: Int(pause & 1) * 100)
    }
    traffic.finish()
}
