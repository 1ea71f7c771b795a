import HandshakeAnalysis

extension SharedAnalysis {
    /// What all engines found, as one summary.
    func summary(_ joined: PacketEngine.Counters, _ window: ReportWindow) -> AnalysisSummary {
        var counters = decoder.counters
        counters.connections = joined.connections
        counters.outcomes = joined.outcomes
        var summary = AnalysisSummary(
            counters,
            refusedConnections: engines.reduce(0) { $0 + $1.refusedTrackers },
            givenUpConnections: engines.reduce(0) { $0 + $1.relieved },
            lostHandshakes: engines.reduce(0) { $0 + $1.lostHandshakes },
            reassemblyHits: engines.reduce(0) { $0 + $1.reassemblyHits },
            carrierHits: engines.reduce(0) { $0 + $1.carrierHits },
            droppedFragments: decoder.droppedFragments,
            truncatedPackets: decoder.truncatedPackets,
            droppedSecrets: source.keys.droppedSecrets
        )
        summary.add(window)
        var attempts = AttemptTable()
        var servers = TLSServers()
        for engine in engines {
            attempts.add(engine.attempts)
            servers.add(engine.tlsServers)
            source.keys.noteUse(of: engine.keys)
        }
        summary.attempts = attempts.attempts(servers)
        summary.note(decoder.passedOver + engines.flatMap(\.passedOver))
        source.complete(&summary)
        return summary
    }
}
