public import PacketDecoding

/// How flows over IPv4 in tunnels are found: as plain ones, and then by the network that an entry's number stands for.
///
/// Why the unsafe code here holds: as in ``FlowTable``.
extension FlowTable {
    /// The slot of an IPv4 flow in a network that is not `none`, or `nil` if it is not in the table.
    @inlinable @inline(__always)
    public mutating func find(
        ipv4Ends ends: UInt64,
        ports: UInt32,
        in domain: FlowDomain,
        hash: UInt64
    ) -> Int? {
        let home = home(hash)
        let isFirst = unsafe slots[home].isInNetwork(ends, ports)
        let isSecond = unsafe slots[home &+ 1].isInNetwork(ends, ports)
        let slot = home &+ (isFirst ? 0 : 1)
        if isFirst != isSecond, unsafe origins.isNumber(slots[slot].startInput, of: domain) { return slot }
        return findInNetwork(ends, ports, domain, hash: hash)
    }

    @usableFromInline
    mutating func findInNetwork(
        _ ends: UInt64,
        _ ports: UInt32,
        _ domain: FlowDomain,
        hash: UInt64
    ) -> Int? {
        var index = home(hash)
        let last = index &+ Self.longestLookUp
        while index < last, unsafe !slots[index].isVacant {
            if unsafe slots[index].isInNetwork(ends, ports),
                unsafe origins.isNumber(slots[index].startInput, of: domain)
            {
                return index
            }
            index += 1
        }
        guard crowdedOut > 0 else { return nil }
        return findWide(FlowKey(ipv4Ends: ends, ports: ports).key(in: domain), hash: hash)
    }
}
