public import HandshakeAnalysis
internal import TLSWire

/// An audit to be read: what is violated, a table of servers, then what is behind its figures.
public struct AuditText {
    private let style: TextStyle
    private let layout: TextLayout
    private let clock: ClockText
    private let isASCII: Bool
    private let filters: [String]

    private static let titles = [
        "SERVER", "CLIENT CERTIFICATE", "IN WITHOUT", "RESUMED", "WEAKEST", "ENDS NEXT",
    ]
    private static let mostNamed = 5
    private static let widestColumn = 40
    private static let narrowestColumn = 20

    public init(
        width: Int?,
        isStrict: Bool,
        usesColor: Bool,
        isASCII: Bool,
        clock: WallClock,
        filters: [String]
    ) {
        style = TextStyle(usesColor: usesColor)
        layout = TextLayout(width: width, isStrict: isStrict)
        self.clock = ClockText(clock: clock)
        self.isASCII = isASCII
        self.filters = filters
    }

    public func bytes(of audit: Audit, _ summary: AnalysisSummary) -> [UInt8] {
        let servers = audit.sortedServers
        // What has to be mended first.
        var lines = violations(audit)
        if !lines.isEmpty { lines.append("") }
        lines += table(servers.map { row($0, audit) })
        for server in servers { lines += [""] + details(server, audit) }
        if audit.uncountedConnections > 0 {
            lines += paragraph(
                "not listed: \(Wording.many(audit.uncountedConnections, "connection")) to more servers than \(Audit.mostServers)"
            )
        }
        lines += [""]
        lines += SummaryText(
            style: style,
            layout: layout,
            clock: clock,
            filters: filters,
            shownCount: servers.reduce(audit.uncountedConnections) { $0 + $1.connections }
        ).lines(for: summary, causes: [:])
        let bytes = lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
        return isASCII ? PlainCharacters.bytes(bytes) : bytes
    }

    // MARK: Table

    func row(_ server: AuditedServer, _ audit: Audit) -> [String] {
        let next = audit.endingSoon(server).first
        return [
            server.name, demand(server), Wording.number(server.letInWithout.count),
            Wording.number(server.resumed.count), server.weakestVersion?.displayName ?? "–",
            next.map { "\($0.subject) \(ending($0, audit))" } ?? "–",
        ]
    }

    private func demand(_ server: AuditedServer) -> String {
        let decided = server.asked.count + server.notAsked.count
        switch server.demand {
        case .always: return "always (\(Wording.number(server.asked.count)))"
        case .sometimes:
            let presented = server.authenticated.count
            let all = presented + server.letInWithout.count
            return "sometimes (\(Wording.number(presented)) of \(Wording.number(all)))"
        case .never: return "never (\(Wording.number(decided)))"
        case .unknown: return "not seen"
        }
    }

    func ending(_ certificate: AuditedCertificate, _ audit: Audit) -> String {
        guard let rest = certificate.rest(at: audit.end) else { return "" }
        return rest >= 0 ? "in \(Wording.duration(rest))" : "\(Wording.duration(-rest)) ago"
    }

    private func table(_ rows: [[String]]) -> [String] {
        let rows = rows.map { $0.map(TerminalText.escaped) }
        let widths = columns(of: [Self.titles] + rows)
        let lastRoom = layout.width - widths.dropLast().reduce(0) { $0 + $1 + 2 }
        return ([Self.titles] + rows).enumerated().flatMap { index, row in
            let head = zip(row, widths).dropLast().map {
                TerminalText.padded(TerminalText.cutInMiddle($0, to: $1), to: $1) + "  "
            }.joined()
            let column = TerminalText.width(head)
            // Where the last column has no room, it begins a line of its own.
            let lines =
                lastRoom >= min(Self.narrowestColumn, widths[widths.count - 1])
                ? layout.hanging(head, row[row.count - 1], at: column)
                : [head] + layout.hanging("    ", row[row.count - 1], at: 4)
            return index == 0 ? lines.map(style.strong) : lines
        }
    }

    /// How wide each column is; the names of servers give way where the others would not fit beside them.
    private func columns(of rows: [[String]]) -> [Int] {
        var widths = Self.titles.indices.map { column in
            min(Self.widestColumn, rows.map { TerminalText.width($0[column]) }.max() ?? 0)
        }
        let room = layout.width - min(Self.narrowestColumn, widths[widths.count - 1])
        for column in 0...1 {
            let excess = widths.dropLast().reduce(0) { $0 + $1 + 2 } - room
            widths[column] -= max(0, min(excess, widths[column] - Self.narrowestColumn))
        }
        return widths
    }

    // MARK: Details

    private func details(_ server: AuditedServer, _ audit: Audit) -> [String] {
        facts(server, audit).flatMap { label, text in
            layout.hanging(
                "  " + style.dimmed(TerminalText.padded(label, to: 20)),
                TerminalText.escaped(text),
                at: 22
            )
        }.reduce(into: [style.strong(TerminalText.escaped(server.name))]) { $0.append($1) }
    }

    /// What is known of a server, each with its label; how much was decrypted or inferred is said where it is any.
    func facts(_ server: AuditedServer, _ audit: Audit) -> [(String, String)] {
        var facts = [
            ("connections", Wording.number(server.connections)), ("asked", server.asked.text),
            ("not asked", server.notAsked.text), ("let in with", server.authenticated.text),
            ("let in without", letIn(server)), ("resumed", server.resumed.text),
            ("refused or failed", server.refused.text), ("not decided", server.undecided.text),
            ("versions", versions(server)),
        ]
        for role in [Role.server, .client] {
            let name = Wording.name(of: role)
            facts.append(("\(name) keys", list(server.tally(of: role, \.publicKey))))
            facts.append(("\(name) issuers", list(server.tally(of: role, \.issuer))))
        }
        facts.append(("clients", clients(server)))
        facts.append(("ends soon", endings(server, audit)))
        return facts.filter { !$0.1.isEmpty && $0.1 != "0" }
    }

    private func letIn(_ server: AuditedServer) -> String {
        guard server.letInWithout.count > 0 else { return "0" }
        let clients = Sentences.list(server.clientsWithout.top(3).map { "\($0.value) (\($0.count))" })
        let example = server.letInWithout.example.map { "; e.g. --id \($0.number)" } ?? ""
        return "\(server.letInWithout.text), from \(clients)\(example)"
    }

    private func versions(_ server: AuditedServer) -> String {
        server.versions.sorted { $0.key.auditRank > $1.key.auditRank }
            .map { "\($0.key.displayName) (\(Wording.number($0.value.count)))" }.joined(separator: ", ")
    }

    private func list(_ items: [(text: String, count: Int)]) -> String {
        let shown = items.prefix(Self.mostNamed).map {
            "\($0.text) (\(Wording.many($0.count, "certificate")))"
        }
        let rest = items.count - shown.count
        return shown.joined(separator: "; ") + (rest > 0 ? "; \(rest) more" : "")
    }

    private func clients(_ server: AuditedServer) -> String {
        let certificates = server.certificates(of: .client)
        let shown = certificates.prefix(Self.mostNamed).map { certificate in
            "\(certificate.subject) (\(Wording.many(certificate.count, "connection")) of \(Wording.many(certificate.clients.counts.count, "client")))"
        }
        let rest = certificates.count - shown.count
        return shown.joined(separator: "; ") + (rest > 0 ? "; \(rest) more" : "")
    }

    private func endings(_ server: AuditedServer, _ audit: Audit) -> String {
        let ending = audit.endingSoon(server)
        let shown = ending.prefix(Self.mostNamed).map { "\($0.subject) \(self.ending($0, audit))" }
        let rest = ending.count - shown.count
        return shown.joined(separator: "; ") + (rest > 0 ? "; \(rest) more" : "")
    }

    // MARK: Violations

    private func violations(_ audit: Audit) -> [String] {
        let violations = audit.violations
        guard !violations.isEmpty else {
            let isAsked =
                !audit.requirements.mutualServers.isEmpty || audit.requirements.maximumLifetime != nil
                || audit.requirements.minimumVersion != nil
            return isAsked ? ["No requirement is violated."] : []
        }
        return [style.strong(Wording.many(violations.count, "violation"))]
            + violations.flatMap { violation in
                let example = violation.example.map { " (e.g. --id \($0.number))" } ?? ""
                return layout.hanging(
                    style.verdict("✗", .failed) + " ",
                    TerminalText.escaped("\(violation.server): \(violation.text)\(example)"),
                    at: 2
                )
            }
    }

    private func paragraph(_ text: String) -> [String] { layout.paragraph(text, at: 0) }
}
