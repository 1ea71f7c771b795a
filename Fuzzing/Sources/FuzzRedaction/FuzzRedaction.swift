import ByteParsing
import FuzzSupport
import Redacting

/// The input is a frame, after its link type: what it becomes has the same length, and becomes the same again.
@_cdecl("FuzzRedaction_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        var input = FuzzInput(unsafe copy(start, count))
        let linkType = linkTypes[Int(input.byte()) % linkTypes.count]
        let frame = input.rest()
        guard let addresses = AddressRedaction(.keepingBits(ipv4: 8, ipv6: 32)) else { return 0 }
        func redacted(_ frame: [UInt8]) -> [UInt8]? {
            var redaction = FrameRedaction(addresses)
            return redaction.redacted(
                frame,
                linkType: linkType,
                originalLength: frame.count,
                at: Timestamp(nanoseconds: 0)
            )
        }
        guard let once = redacted(frame) else { return 0 }
        precondition(once.count == frame.count)
        precondition(redacted(once) == once)
        return 0
    }
}

private let linkTypes: [UInt32] = [1, 101, 0, 113, 276, 12, 228, 229]
