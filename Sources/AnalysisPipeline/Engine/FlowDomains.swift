import PacketDecoding

/// Which flows of the same addresses and ports came in which networks, so that a conversation that came in several of them
/// is put together again.
///
/// Empty, and never asked, as long as no packet came in a tunnel that names a network.
struct FlowDomains {
    /// Flows in named networks that are remembered; beyond it all are forgotten, and found anew as they go on.
    static let maximumFlows = 1 << 16
    /// Networks in which the same addresses and ports are compared.
    static let maximumDomains = 8

    /// The networks in which a flow was seen, by its key in none.
    private var domains: [FlowKey: [FlowDomain]] = [:]
    private var count = 0
    /// Flows that turned out to be another's: packets of the same conversation.
    private var aliases: [FlowKey: FlowKey] = [:]

    var isUnused: Bool { domains.isEmpty }

    /// Takes down that a flow of a named network is in the table.
    mutating func note(_ key: FlowKey) {
        guard key.domain != .none else { return }
        if count >= Self.maximumFlows { self = FlowDomains() }
        if Self.add(key.domain, to: &domains[key.key(in: .none), default: []]) { count += 1 }
    }

    private static func add(_ domain: FlowDomain, to known: inout [FlowDomain]) -> Bool {
        guard known.count < maximumDomains, !known.contains(domain) else { return false }
        known.append(domain)
        return true
    }

    /// The named networks in which the same flow was seen.
    func networks(of key: FlowKey) -> [FlowDomain] { domains[key.key(in: .none)] ?? [] }

    func original(of key: FlowKey) -> FlowKey? { aliases.isEmpty ? nil : aliases[key] }

    mutating func alias(_ key: FlowKey, of original: FlowKey) {
        if aliases.count >= Self.maximumFlows { aliases = [:] }
        aliases[key] = original
        // Packets in no tunnel have to ask as well from now on.
        note(key.domain == .none ? original : key)
    }

    mutating func forgetAlias(_ key: FlowKey) { aliases[key] = nil }
}
