internal import ByteParsing
internal import CertificateInspection
public import HandshakeAnalysis

/// The lines of a text report, and of standard error, for what is no connection.
public enum EventText {
    /// `nil` for what has no line: connections, and certificates that are seen for the first time.
    public static func line(for event: LiveEvent, clock: ClockText = ClockText(clock: .utc)) -> String? {
        switch event {
        case .connections, .statistics, .state, .reloaded, .time: nil
        case .loss(let loss): line(for: loss, clock)
        case .interface(let change): line(for: change)
        case .certificate(let sighting): line(for: sighting, clock)
        case .notReloaded(let path, let detail):
            TerminalText.escaped("cannot reload \(path), its previous contents stay in use: \(detail)")
        }
    }

    /// Said of a connection while which packets were lost.
    static func note(ofLoss packets: UInt64) -> String {
        "note: \(Wording.many(packets, "packet")) \(packets == 1 ? "was" : "were") lost while this connection was open; some may belong to it"
    }

    static func line(for loss: PacketLoss, _ clock: ClockText) -> String {
        let from = clock.timeOfDay(loss.start)
        let to = clock.timeOfDay(loss.end)
        let parts = [
            (loss.droppedByKernel, "the kernel"), (loss.droppedByInterface, "the interface"),
        ].filter { $0.0 > 0 }.map { "\(Wording.number($0.0)) by \($0.1)" }
        return
            "loss: \(Wording.many(loss.packets, "packet")) lost, \(parts.joined(separator: ", ")), \(from) to \(to)"
    }

    static func line(for change: InterfaceChange) -> String {
        let detail = change.detail.map { ": \($0)" } ?? ""
        let text =
            switch change.state {
            case .watching:
                "watching \(change.name)\(change.ringBytes.map { " (ring of \(size($0)))" } ?? "")"
            case .waiting: "waiting for \(change.name)\(detail)"
            case .gone: "\(change.name) is gone\(detail)"
            }
        return TerminalText.escaped(text)
    }

    static func line(for sighting: CertificateSighting, _ clock: ClockText) -> String? {
        guard let days = JSONWriter.daysLeft(sighting), sighting.reason != .firstSeen else { return nil }
        let subject = Wording.name(sighting.certificate.subject ?? "")
        let end = days < 0 ? "has ended" : "ends in \(Wording.count(days, "day"))"
        let owner =
            sighting.owner == .client ? "client \(sighting.client.address)" : "server \(sighting.server)"
        return TerminalText.escaped(
            "\(clock.second(sighting.time))  certificate: \(subject) of \(owner) \(end)"
        )
    }

    /// One line that says how a watch is doing.
    public static func state(of summary: AnalysisSummary) -> String {
        guard let live = summary.live else { return "" }
        let dropped = summary.droppedPackets.map { $0.byKernel + $0.byInterface } ?? 0
        let failed = summary.statusCounts[.failed] ?? 0
        var parts = [
            "\(Wording.many(live.packetsPerSecond, "packet"))/s",
            "\(Wording.many(live.connectionsPerSecond, "connection"))/s",
            dropped > 0 ? "\(Wording.number(dropped)) lost" : "none lost",
            Wording.many(summary.connectionCount, "connection"),
            "\(Wording.number(failed)) failed", "\(Wording.number(live.trackedConnections)) under way",
            "ring of \(size(live.ringBytes))",
        ]
        if let queue = live.queue, queue.droppedReports > 0 || queue.bytes > 0 {
            parts.append(
                "\(size(queue.bytes)) queued, \(Wording.many(queue.droppedReports, "report")) dropped"
            )
        }
        if let resident = live.residentBytes { parts.append("\(size(resident)) of memory") }
        return parts.joined(separator: ", ")
    }

    /// `64 MiB`: whole units, rounded.
    public static func size(_ bytes: Int) -> String {
        for (unit, name) in [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")] where bytes >= unit {
            return "\((bytes + unit / 2) / unit) \(name)"
        }
        return Wording.count(bytes, "byte")
    }
}
