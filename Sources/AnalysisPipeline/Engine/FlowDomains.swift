import ByteParsing
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

    private var sightings = DomainSightings()
    /// Flows that turned out to be another's: packets of the same conversation.
    private var aliases: [FlowKey: FlowKey] = [:]

    var isUnused: Bool { sightings.count == 0 }

    /// Takes down that a flow of a named network is in the table.
    mutating func note(_ key: FlowKey) {
        guard key.domain != .none else { return }
        if sightings.count >= Self.maximumFlows { self = FlowDomains() }
        sightings.add(key)
    }

    /// The named networks in which the same flow was seen, and by a rare chance one in which it was not.
    func networks(of key: FlowKey) -> [FlowDomain] { sightings.networks(of: key) }

    func original(of key: FlowKey) -> FlowKey? { aliases.isEmpty ? nil : aliases[key] }

    mutating func alias(_ key: FlowKey, of original: FlowKey) {
        if aliases.count >= Self.maximumFlows { aliases = [:] }
        aliases[key] = original
        // Packets in no tunnel have to ask as well from now on.
        note(key.domain == .none ? original : key)
    }

    mutating func forgetAlias(_ key: FlowKey) { aliases[key] = nil }
}

/// Addresses and ports with the networks that they were seen in, eight bytes each.
///
/// Every flow in a tunnel is taken down as it begins, and hardly any is ever asked for: so there are forty bits of a hash,
/// and no addresses. Whoever is told a network looks for the flow there, and finds it or not.
private struct DomainSightings {
    /// Forty bits of the hash of addresses and ports, then the network's number; 0 where there is none.
    private typealias Sighting = UInt64

    private static let numberBits: UInt64 = 24
    private static let numberMask: UInt64 = 1 << numberBits - 1
    private static let smallest = 1 << 10

    /// Open addressing by the hash's highest bits; at most half of the places are taken.
    private var places: [Sighting] = []
    private(set) var count = 0
    /// A network's number is one more than its index.
    private var networks: [FlowDomain] = []
    private var numbers: [FlowDomain: UInt64] = [:]
    private let seed = HashKey.random()

    func networks(of key: FlowKey) -> [FlowDomain] {
        guard count > 0 else { return [] }
        var found: [FlowDomain] = []
        let hash = hash(of: key)
        var place = place(of: hash)
        while places[place] != 0 {
            if Self.isOf(places[place], hash) {
                found.append(networks[Int(places[place] & Self.numberMask) - 1])
            }
            place = (place + 1) & (places.count - 1)
        }
        return found
    }

    mutating func add(_ key: FlowKey) {
        if (count + 1) * 2 > places.count { grow() }
        let hash = hash(of: key)
        let sighting = hash & ~Self.numberMask | number(of: key.domain)
        var place = place(of: hash)
        var others = 0
        while places[place] != 0 {
            if Self.isOf(places[place], hash) { others += 1 }
            guard places[place] != sighting, others < FlowDomains.maximumDomains else { return }
            place = (place + 1) & (places.count - 1)
        }
        places[place] = sighting
        count += 1
    }

    private static func isOf(_ sighting: Sighting, _ hash: UInt64) -> Bool {
        (sighting ^ hash) & ~numberMask == 0
    }

    /// The same for the same addresses and ports in every network.
    private func hash(of key: FlowKey) -> UInt64 { key.key(in: .none).hash(seed: seed) }

    private func place(of hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash >> UInt64(places.count.leadingZeroBitCount + 1))
    }

    private mutating func number(of domain: FlowDomain) -> UInt64 {
        if let last = networks.last, last == domain { return UInt64(networks.count) }
        if let known = numbers[domain] { return known }
        networks.append(domain)
        numbers[domain] = UInt64(networks.count)
        return UInt64(networks.count)
    }

    /// Those of the same flow stay in their order, since all are taken up from behind a gap.
    private mutating func grow() {
        let old = places
        places = Array(repeating: 0, count: max(Self.smallest, old.count * 2))
        guard let gap = old.firstIndex(of: 0) else { return }
        for index in old.indices {
            let sighting = old[(gap + index) & (old.count - 1)]
            guard sighting != 0 else { continue }
            var place = place(of: sighting)
            while places[place] != 0 { place = (place + 1) & (places.count - 1) }
            places[place] = sighting
        }
    }
}
