import ByteParsing

/// A name of a conversation in the ``CarrierDirectory`` in the making: it is asked for with each datagram of a new flow, so
/// it grows where it lies and is copied once.
struct CarrierName {
    private var room = InlineArray<64, UInt8>(repeating: 0)
    private var count = 0

    /// Appends the lowest bytes of a number; what there is no room for is left out.
    mutating func append(_ number: UInt64, bytes: Int) {
        var shift = 8 * UInt64(bytes)
        while shift > 0, count < room.count {
            shift -= 8
            room[count] = UInt8(truncatingIfNeeded: number >> shift)
            count += 1
        }
    }

    mutating func append(_ address: IPAddress) {
        append(UInt64(address.family.rawValue), bytes: 1)
        if address.family == .ipv6 { append(address.high, bytes: 8) }
        append(address.low, bytes: 8)
    }

    var bytes: [UInt8] { [UInt8](copying: room.span.extracting(0..<count)) }
}
