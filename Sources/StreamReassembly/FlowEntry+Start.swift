import ByteParsing

/// Which packet was a flow's first, in the bits that its form leaves for that.
extension FlowEntry {
    /// The same flow begins anew.
    mutating func restart(at start: PacketReference) {
        self = FlowEntry(ends: ends, ports: ports, form: form, origin: startInput, start: start)
    }

    /// Becomes `quiet`, and remembers which packet was the flow's first; the input of one in a network is in its origin.
    mutating func beQuiet(_ start: PacketReference) {
        let input = UInt8(truncatingIfNeeded: start.input >> 16 & 1)
        var kept = kind & (FlowEntry.formBits | FlowEntry.speechBits)
        switch form {
        case .plain:
            kept = kept & ~FlowEntry.networkBit | input << 6
            startInput = UInt16(truncatingIfNeeded: start.input)
        case .wide:
            ends = ends & ~FlowEntry.wideInputBit | UInt64(input) << 31
            startInput = UInt16(truncatingIfNeeded: start.input)
        case .inNetwork: break
        }
        kind = kept | State.quiet.rawValue
        link = UInt32(truncatingIfNeeded: start.frame)
    }

    /// Becomes one whose addresses lie apart, which these ends say.
    mutating func beWide(_ ends: UInt64) {
        self.ends = ends
        kind = kind & ~FlowEntry.networkBit
    }

    /// The input of the first packet while it is `quiet`, as far as it is kept here; not of a flow in a network.
    private var lowerInput: UInt32 {
        let bit = form == .wide ? UInt32(truncatingIfNeeded: ends >> 31) & 1 : UInt32(kind >> 6 & 1)
        return UInt32(startInput) | bit << 16
    }

    /// The flow's first packet, while it is `quiet`.
    ///
    /// The frame number of the packet at hand, `current`, supplies the upper half, and its input the upper bits. `known` is
    /// the input of a flow in a network.
    func start(before current: PacketReference, time: Timestamp, input known: UInt32?) -> PacketReference {
        assert(state == .quiet)
        var input = known ?? lowerInput | current.input & ~0x1_FFFF
        if input > current.input, input > 0x1_FFFF, known == nil { input -= 1 << 17 }
        var frame = UInt64(link)
        if input == current.input {
            frame |= current.frame & ~0xFFFF_FFFF
            if frame > current.frame, frame > 0xFFFF_FFFF { frame -= 1 << 32 }
        }
        return PacketReference(frame: frame, input: input, time: time)
    }
}
