import ByteParsing
import CaptureReading
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly

extension AnalysisSummary {
    init(_ engine: borrowing PacketEngine) {
        self.init(
            engine.counters,
            refusedConnections: engine.counters.refusedTrackers + engine.carriers.refusals,
            givenUpConnections: engine.counters.relieved,
            lostHandshakes: engine.counters.lostHandshakes,
            reassemblyHits: engine.budget.limitHits,
            carrierHits: engine.carriers.budget.refusals,
            droppedFragments: engine.decoder.droppedFragments,
            truncatedPackets: engine.decoder.truncatedPackets,
            droppedSecrets: engine.keys.droppedSecrets
        )
        attempts = engine.attempts.attempts(engine.tlsServers)
        note(engine.decoder.passedOver + engine.shared.passedOver.all)
    }

    /// Takes in what was not read, from several that counted it, in the order in which it was first seen.
    mutating func note(_ kinds: [PassedOverPackets]) {
        let inOrder = kinds.sorted { one, other in
            (one.first.time.nanoseconds, one.first.input, one.first.frame)
                < (other.first.time.nanoseconds, other.first.input, other.first.frame)
        }
        var merged: [PassedOverPackets] = []
        for kind in inOrder {
            if let known = merged.firstIndex(where: { $0.subject == kind.subject }) {
                merged[known].count += kind.count
            } else {
                merged.append(kind)
            }
        }
        passedOver = merged.map(AnalysisSummary.PassedOver.init)
    }

    init(
        _ counters: PacketEngine.Counters,
        refusedConnections: UInt64,
        givenUpConnections: UInt64,
        lostHandshakes: UInt64,
        reassemblyHits: UInt64,
        carrierHits: UInt64,
        droppedFragments: UInt64,
        truncatedPackets: UInt64,
        droppedSecrets: Int
    ) {
        self.init()
        connectionCount = counters.connections
        statusCounts = counters.statuses
        failureCounts = counters.failures
        packetCount = counters.packets
        byteCount = counters.bytes
        firstTime = counters.firstTime
        lastTime = counters.lastTime
        malformedPacketCount = counters.malformed
        truncatedPacketCount = truncatedPackets
        unsupportedLinkTypes = counters.unsupportedLinkTypes.sorted { $0.key < $1.key }.map { number, count in
            UnsupportedLinkType(
                number: number,
                name: LinkType(rawValue: number).registeredName,
                packetCount: count
            )
        }
        add("reassembly_buffer", reassemblyHits)
        add("carrier_buffer", carrierHits)
        add("ip_fragments", droppedFragments)
        add("connections", refusedConnections)
        add("memory", givenUpConnections)
        add("later_handshakes", lostHandshakes)
        add("key_log", UInt64(droppedSecrets))
    }

    mutating func add(_ hits: CaptureLimitHits) {
        add("pcapng_interfaces", UInt64(hits.interfaces))
        add("pcapng_statistics", UInt64(hits.interfaceStatistics))
        add("decryption_secrets", UInt64(hits.decryptionSecrets))
        add("problems", UInt64(hits.problems))
        add("open_captures", UInt64(hits.openCaptures))
        add("files_in_folders", UInt64(hits.filesInFolders))
        add("folder_depth", UInt64(hits.folderDepth))
    }

    /// Notes the reports that came later than their numbers say.
    mutating func add(_ window: ReportWindow) { add("report_order", window.lateCount) }

    mutating func add(_ keyLogs: [InputSummary]) { inputs += keyLogs }

    private mutating func add(_ name: String, _ count: UInt64) {
        if count > 0 { limitHits.append(LimitHit(name: name, count: count)) }
    }
}

extension AnalysisSummary.PassedOver {
    init(_ packets: PassedOverPackets) {
        let example = AnalysisSummary.Example(
            packet: packets.first,
            source: packets.source,
            destination: packets.destination
        )
        switch packets.subject {
        case .unread(let unread):
            self.init(
                kind: unread == .tlsBegunEarlier ? .connection : unread.isTunnel ? .tunnel : .transport,
                name: unread.rawValue,
                packets: packets.count,
                example: example
            )
        case .linkType(let number):
            self.init(
                kind: .linkType,
                name: LinkType(rawValue: number).registeredName ?? String(number),
                packets: packets.count,
                example: example
            )
        }
    }
}
