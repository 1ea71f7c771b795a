public import PacketDecoding

/// The network that a flow in a tunnel is of, and the input of its first packet.
@usableFromInline
struct FlowOrigin: Hashable, Sendable {
    @usableFromInline let domain: FlowDomain
    let input: UInt32
}

/// Where flows over IPv4 in tunnels come from, each place with a number of sixteen bits: so such a flow takes no more room in
/// the ``FlowTable`` than one in no tunnel, and is found in the same cache line.
///
/// A number stands for its origin as long as a flow has it, and is then another's. Origins are compared whole: whoever
/// sends chooses networks, and must not come to another's flow by one.
@usableFromInline
struct FlowOrigins: Sendable {
    /// Numbers at one time; flows of yet another origin keep their network with their addresses, which is slower.
    static let maximumCount = 1 << 16
    /// What an origin takes, here and in what finds it.
    private static let bytesOfOrigin = 64

    @usableFromInline private(set) var origins: [FlowOrigin] = []
    /// How many flows have each number.
    private var uses: [UInt32] = []
    private var numbers: [FlowOrigin: UInt16] = [:]
    private var free: [UInt16] = []
    /// The number that was asked for last: many flows begin in the same network.
    private var latest: UInt16 = 0

    /// What all of them take.
    var bytes: Int { origins.count * Self.bytesOfOrigin }

    subscript(number: UInt16) -> FlowOrigin { origins[Int(number)] }

    /// Whether a number is one of this network; it may be any.
    @inlinable @inline(__always)
    func isNumber(_ number: UInt16, of domain: FlowDomain) -> Bool {
        Int(number) < origins.count && origins[Int(number)].domain == domain
    }

    /// Whether there is a number for a flow of this origin.
    func hasRoom(for origin: FlowOrigin) -> Bool {
        !free.isEmpty || origins.count < Self.maximumCount || numbers[origin] != nil
    }

    /// The number of a flow's origin, which the flow has until it gives it back; `nil` if there is none left.
    mutating func take(_ origin: FlowOrigin) -> UInt16? {
        let isLatest = Int(latest) < origins.count && uses[Int(latest)] > 0 && origins[Int(latest)] == origin
        guard isLatest || find(origin) else { return nil }
        uses[Int(latest)] += 1
        return latest
    }

    /// Makes an origin's number the latest; `false` if it has none, and none is left.
    private mutating func find(_ origin: FlowOrigin) -> Bool {
        if let known = numbers[origin] {
            latest = known
        } else if let number = free.popLast() {
            origins[Int(number)] = origin
            numbers[origin] = number
            latest = number
        } else if origins.count < Self.maximumCount {
            latest = UInt16(origins.count)
            origins.append(origin)
            uses.append(0)
            numbers[origin] = latest
        } else {
            return false
        }
        return true
    }

    /// A flow goes that had this number.
    mutating func giveBack(_ number: UInt16) {
        uses[Int(number)] -= 1
        guard uses[Int(number)] == 0 else { return }
        numbers[origins[Int(number)]] = nil
        free.append(number)
    }
}
