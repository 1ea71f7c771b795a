import ByteParsing

/// A dialogue between a station and an authenticator, of which one may not be known yet.
final class EAPOLParty: EAPParty {
    /// `nil` while it is known only that somebody was asked.
    var station: IPAddress?
    var authenticator: IPAddress?
    /// They are numbered in the order in which they began.
    let number: Int

    init(_ eap: EAPDialogue, station: IPAddress?, authenticator: IPAddress?, number: Int) {
        self.station = station
        self.authenticator = authenticator
        self.number = number
        super.init(eap)
    }

    /// By what it is found: 0 while its station is not known.
    var name: UInt64 { station?.low ?? 0 }
}

/// The dialogues of each station, in the order in which they began.
struct EAPOLParties {
    private var byName: [UInt64: [EAPOLParty]] = [:]

    mutating func add(_ party: EAPOLParty) {
        let name = party.name
        guard let own = byName[name] else { return byName[name] = [party] }
        let place = Self.place(of: party, among: own)
        byName[name]?.insert(party, at: place)
    }

    /// Takes out one that is there, by the name that it was added under.
    mutating func remove(_ party: EAPOLParty) {
        guard var own = byName.removeValue(forKey: party.name) else { return }
        own.remove(at: Self.place(of: party, among: own))
        if !own.isEmpty { byName[party.name] = own }
    }

    /// The last one of a name, among so many, of which something holds.
    func last(of name: UInt64, among most: Int, where isIt: (EAPOLParty) -> Bool) -> EAPOLParty? {
        byName[name]?.suffix(most).last(where: isIt)
    }

    /// Where one stands, or would, among others.
    private static func place(of party: EAPOLParty, among others: [EAPOLParty]) -> Int {
        var (low, high) = (0, others.count)
        while low < high {
            let middle = (low + high) / 2
            if others[middle].number < party.number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
