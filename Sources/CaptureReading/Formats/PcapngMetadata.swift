import ByteParsing

/// What the blocks of a pcapng file say beside packets.
struct PcapngMetadata {
    private struct InterfaceKey: Hashable {
        let section: Int
        let interface: Int
    }

    /// `TLSK`, read as a little-endian file writes it.
    private static let tlsKeyLog: UInt32 = 0x544C_534B

    private(set) var decryptionSecrets: [[UInt8]] = []
    private var decryptionSecretBytes = 0
    private(set) var statistics: [InterfaceStatistics] = []
    private var statisticsIndices: [InterfaceKey: Int] = [:]
    var packetsOfEarlierSections: [LinkType: UInt64] = [:]
    private var sections = 0

    mutating func nextSection() -> Int {
        defer { sections += 1 }
        return sections
    }

    /// Decryption Secrets Block: secrets type, length, secrets.
    mutating func readSecrets(
        in range: Range<Int>,
        _ buffer: borrowing ChunkBuffer,
        _ section: PcapngSection,
        _ state: inout WalkState
    ) -> CaptureError? {
        guard range.count >= 16 else { return PcapngSection.bad(.decryptionSecrets, range, buffer) }
        let length = Int(section.ordered(buffer.loadUInt32(at: range.lowerBound + 12)))
        let body = range.lowerBound + 16..<range.upperBound
        guard length <= body.count else {
            let reason = CaptureError.Reason.impossibleLength(
                field: .secretsLength,
                value: UInt64(length),
                allowed: 0...UInt64(body.count)
            )
            state.note(CaptureError(reason, at: buffer.streamOffset + UInt64(range.lowerBound)))
            return nil
        }
        guard section.ordered(buffer.loadUInt32(at: range.lowerBound + 8)) == Self.tlsKeyLog else {
            return nil
        }
        guard length <= state.limits.decryptionSecretBytes - decryptionSecretBytes else {
            state.hits.decryptionSecrets += 1
            return nil
        }
        decryptionSecretBytes += length
        let bytes = buffer.bytes(at: body.lowerBound, count: length)
        decryptionSecrets.append([UInt8](copying: bytes))
        return nil
    }

    /// Interface Statistics Block: interface, time (high, low), options.
    ///
    /// A later block of an interface replaces an earlier one, since it counts from the beginning.
    mutating func readStatistics(
        in range: Range<Int>,
        _ buffer: borrowing ChunkBuffer,
        _ section: PcapngSection,
        _ state: inout WalkState
    ) {
        guard range.count >= 20 else { return }
        let id = Int(section.ordered(buffer.loadUInt32(at: range.lowerBound + 8)))
        guard id < section.interfaces.count else { return }
        var entry = InterfaceStatistics(
            section: section.number,
            interface: id,
            name: section.interfaces[id].name
        )
        var options = PcapngOptions(range.lowerBound + 20..<range.upperBound, isSwapped: section.isSwapped)
        while let option = options.next(in: buffer) {
            guard option.range.count >= 8 else { continue }
            let value = options.loadUInt64(at: option.range.lowerBound, in: buffer)
            switch option.code {
            case 4: entry.received = value
            case 5: entry.droppedByInterface = value
            case 7: entry.droppedBySystem = value
            default: break
            }
        }
        let key = InterfaceKey(section: section.number, interface: id)
        if let index = statisticsIndices[key] {
            statistics[index] = entry
        } else if statistics.count < state.limits.interfaceStatistics {
            statisticsIndices[key] = statistics.count
            statistics.append(entry)
        } else {
            state.hits.interfaceStatistics += 1
        }
    }
}
