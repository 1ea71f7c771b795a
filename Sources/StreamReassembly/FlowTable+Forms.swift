import ByteParsing
public import PacketDecoding

/// What a flow's form takes besides its slot: addresses that lie apart, or an origin's number.
extension FlowTable {
    /// Whether a flow in no network may be in the table that has a key's addresses and ports: where nearly all come in tunnels,
    /// none is looked for.
    public func mayHoldPlain(_ key: FlowKey) -> Bool { count > notPlain || key.ipv4EndsInAnyNetwork == nil }

    /// Whether a flow that is not plain, and begins with `start`, can be written down without memory for more addresses.
    func hasRoom(for key: FlowKey, _ start: PacketReference) -> Bool {
        !wideEnds.isFull
            || key.ipv4EndsInAnyNetwork != nil
                && origins.hasRoom(for: FlowOrigin(domain: key.domain, input: start.input))
    }

    /// The entry of a flow that is new in the table and not plain.
    mutating func entry(of key: FlowKey, _ hash: UInt64, _ start: PacketReference) -> FlowEntry {
        notPlain += 1
        if let ends = key.ipv4EndsInAnyNetwork {
            if let origin = origins.take(FlowOrigin(domain: key.domain, input: start.input)) {
                return FlowEntry(ends: ends, ports: key.ports, form: .inNetwork, origin: origin, start: start)
            }
            crowdedOut += 1
        }
        return FlowEntry(ends: addWideEnds(of: key, hash), ports: key.ports, form: .wide, start: start)
    }

    private mutating func addWideEnds(of key: FlowKey, _ hash: UInt64) -> UInt64 {
        hash << 32 | UInt64(wideEnds.add(key.addresses))
    }

    /// Gives back what the form of an entry took that is taken out.
    mutating func forget(_ entry: FlowEntry) {
        guard !entry.isPlain else { return }
        notPlain -= 1
        switch entry.form {
        case .plain: break
        case .wide:
            if wideEnds[entry.ends].isOfIPv4 { crowdedOut -= 1 }
            wideEnds.remove(entry.ends)
        case .inNetwork: origins.giveBack(entry.startInput)
        }
    }

    /// Has a flow in a network begin in another input; if there is no number for that, its addresses lie apart from now on.
    ///
    /// Its hash is the same in either form, and so is its slot.
    mutating func renewOrigin(of slot: Int, _ input: UInt32) {
        let number = self[slot].startInput
        let origin = origins[number]
        guard origin.input != input else { return }
        let key = key(of: slot)
        if let renewed = origins.take(FlowOrigin(domain: origin.domain, input: input)) {
            self[slot].startInput = renewed
        } else {
            self[slot].beWide(addWideEnds(of: key, key.hash(seed: seed)))
            crowdedOut += 1
        }
        origins.giveBack(number)
    }
}
