import FuzzSupport
import FuzzTraffic

/// The input is what the two ends of one TCP connection say before TLS, or around it: a port, then as for FuzzStreams.
@_cdecl("FuzzPreambles_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        unsafe analyse(copy(start, count))
        return 0
    }
}

private let keys = Keys()

private func analyse(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    // Whatever it is spoken on, since a port is a hint at most.
    let port = UInt16(input.byte()) << 8 | UInt16(input.byte())
    var stream = StreamTraffic(keys.traffic(), port: port)
    stream.play(&input)
    stream.finish()
}
