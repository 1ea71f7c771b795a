import FuzzSupport
import FuzzTraffic

/// The input is what the two ends of one TCP connection send: who and how, length, bytes.
@_cdecl("FuzzStreams_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        unsafe analyse(copy(start, count))
        return 0
    }
}

private let keys = Keys()

private func analyse(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    var stream = StreamTraffic(keys.traffic())
    stream.play(&input)
    stream.finish()
}
