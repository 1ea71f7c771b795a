import PacketDecoding

/// The addresses of the IPv6 flows, which would make every entry of the table twice as large.
///
/// An entry keeps in the lower half of its `ends` where its addresses are.
struct WideEnds {
    private var addresses: [FlowKey.Addresses] = []
    private var free: [UInt32] = []

    mutating func add(_ pair: FlowKey.Addresses) -> UInt32 {
        if let index = free.popLast() {
            addresses[Int(index)] = pair
            return index
        }
        // Room for an eighth more: twice the room would be the larger part of what a flow costs.
        if addresses.count == addresses.capacity {
            addresses.reserveCapacity(addresses.count + max(addresses.count / 8, 64))
        }
        addresses.append(pair)
        return UInt32(addresses.count - 1)
    }

    mutating func remove(_ ends: UInt64) { free.append(UInt32(truncatingIfNeeded: ends)) }

    subscript(ends: UInt64) -> FlowKey.Addresses { addresses[Int(ends & 0xFFFF_FFFF)] }
}
