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
        let bare = key.key(in: .none)
        guard domains[bare, default: []].count < Self.maximumDomains,
            !domains[bare, default: []].contains(key.domain)
        else { return }
        domains[bare, default: []].append(key.domain)
        count += 1
    }

    /// The same flow in other networks, as far as it was seen there.
    func others(of key: FlowKey) -> [FlowKey] {
        let bare = key.key(in: .none)
        return ([.none] + (domains[bare] ?? [])).filter { $0 != key.domain }.map { bare.key(in: $0) }
    }

    func original(of key: FlowKey) -> FlowKey? { aliases.isEmpty ? nil : aliases[key] }

    mutating func alias(_ key: FlowKey, of original: FlowKey) {
        if aliases.count >= Self.maximumFlows { aliases = [:] }
        aliases[key] = original
        // Packets in no tunnel have to ask as well from now on.
        note(key.domain == .none ? original : key)
    }

    mutating func forgetAlias(_ key: FlowKey) { aliases[key] = nil }
}
