import ByteParsing

/// What makes one flow different from every other that plays the same conversation.
struct Flow {
    let client: SocketAddress
    let server: SocketAddress
    /// The identifier of an 802.1Q tag.
    let vlan: UInt16?
    let clientISN: UInt32
    let serverISN: UInt32
    /// What its fresh fields are drawn from.
    let seed: UInt64

    func initialSequence(of side: Side) -> UInt32 { side == .client ? clientISN : serverISN }

    func address(of side: Side) -> SocketAddress { side == .client ? client : server }
}

/// Which addresses flows get.
struct AddressPlan {
    /// Of a hundred flows, how many use IPv6.
    var ipv6Percent = 0
    /// Of a hundred flows, how many bear an 802.1Q tag.
    var vlanPercent = 0
    var servers = 64
    /// Clients before their addresses come again with other ports.
    var clients = 1 << 22

    /// The flow of that number; its addresses and ports together occur once in 2^32 flows.
    func flow(_ number: Int, port: UInt16, seed: UInt64) -> Flow {
        var numbers = SeededGenerator(seed: SeededGenerator.mix(seed &+ UInt64(number)))
        let isIPv6 = numbers.below(100) < ipv6Percent
        let hasTag = numbers.below(100) < vlanPercent
        let client = number % clients
        let round = number / clients
        let server = numbers.below(servers)
        // Consecutive flows of a client get far apart ports, as a system that draws them at random gives.
        let clientPort = UInt16(truncatingIfNeeded: 32_768 + (client &* 7919 &+ round &* 6151) % 28_000)
        return Flow(
            client: SocketAddress(
                address: isIPv6
                    ? IPAddress(ipv6High: 0x2001_0DB8_0001_0000, low: 0x0200_00FF_FE00_0000 | UInt64(client))
                    : IPAddress(ipv4: 0x0A00_0000 | UInt32(client)),
                port: clientPort
            ),
            server: SocketAddress(
                address: isIPv6
                    ? IPAddress(ipv6High: 0x2001_0DB8_0002_0000, low: UInt64(server + 1))
                    : IPAddress(ipv4: 0xC0A8_0000 | UInt32(server + 1)),
                port: port
            ),
            vlan: hasTag ? UInt16(100 + server % 8) : nil,
            clientISN: UInt32(truncatingIfNeeded: numbers.next()),
            serverISN: UInt32(truncatingIfNeeded: numbers.next()),
            seed: numbers.next()
        )
    }
}
