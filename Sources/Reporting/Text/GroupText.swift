internal import ByteParsing
internal import HandshakeAnalysis

/// Connections that are alike, as a few lines.
///
///     What fails                                                    500 of 5,000
///
///     ✗ 250  api.example:8443   client certificate expired
///            10 clients, most from 10.2.4.11 (61), 10.2.4.12 (40) and 10.2.9.3 (33); CN=bot-7,O=Example;
///            10:00:03 to 10:59:57; e.g. --id 212
///            Fix: Renew the client's certificate, and restart the process that presents it.
struct GroupText {
    let style: TextStyle
    let layout: TextLayout
    let clock: ClockText
    /// What came from an interface or a pipe cannot be read again: an example is named as it was shown, and not as an option.
    var isLive = false

    /// Entries that are shown; the rest is counted.
    private static let mostFailures = 16
    private static let mostOthers = 6
    private static let named = 3
    /// Of very many, who has one part in so many is named.
    private static let leastShare: UInt64 = 50
    private static let leastOfMany: UInt64 = 5

    func failures(
        _ entries: [ConnectionGroup],
        of total: UInt64,
        title: String = "What fails"
    ) -> [String] {
        let failures = entries.filter(\.isFailure)
        guard !failures.isEmpty else { return [] }
        let count = failures.reduce(0) { $0 + $1.count }
        let share = "\(Wording.number(count)) of \(Wording.number(total))"
        let title = TerminalText.padded(title, to: layout.width - share.utf8.count)
        let shown = failures.prefix(Self.mostFailures)
        return [style.strong(title + share)]
            + shown.flatMap { failure($0, numberWidth(shown), placeWidth(shown)) }
            + rest(failures.dropFirst(shown.count), "cause")
    }

    func others(_ entries: [ConnectionGroup]) -> [String] {
        let others = entries.filter { !$0.isFailure }
        guard !others.isEmpty else { return [] }
        let shown = others.prefix(Self.mostOthers)
        return [""]
            + shown.flatMap { other($0, numberWidth(shown), placeWidth(shown)) }
            + rest(others.dropFirst(shown.count), "outcome")
    }

    private func rest(_ groups: ArraySlice<ConnectionGroup>, _ noun: String) -> [String] {
        guard !groups.isEmpty else { return [] }
        let count = groups.reduce(0) { $0 + $1.count }
        return layout.paragraph(
            "and \(Wording.many(groups.count, "more \(noun)")) with \(Wording.many(count, "connection"))",
            at: 0
        )
    }

    // MARK: An entry

    private func numberWidth(_ groups: ArraySlice<ConnectionGroup>) -> Int {
        groups.map { Wording.number($0.count).utf8.count }.max() ?? 0
    }

    private func placeWidth(_ groups: ArraySlice<ConnectionGroup>) -> Int {
        min(40, groups.map { TerminalText.width(place($0)) }.max() ?? 0)
    }

    func place(_ group: ConnectionGroup) -> String {
        TerminalText.cutInMiddle(
            TerminalText.escaped(group.key.place ?? "\(many(group.servers, "server"))"),
            to: 40
        )
    }

    private func head(_ group: ConnectionGroup, _ numberWidth: Int, _ placeWidth: Int) -> (String, Int) {
        let number = Wording.number(group.count)
        let pad = String(repeating: " ", count: numberWidth - number.utf8.count)
        let sign = style.verdict(Wording.sign(of: group.key.status), group.key.status)
        let place = TerminalText.padded(place(group), to: placeWidth)
        return ("\(sign) \(pad)\(style.strong(number))  \(place)  ", 2 + numberWidth + 2 + placeWidth + 2)
    }

    private func failure(_ group: ConnectionGroup, _ numberWidth: Int, _ placeWidth: Int) -> [String] {
        let (head, column) = head(group, numberWidth, placeWidth)
        let indent = String(repeating: " ", count: 4 + numberWidth)
        let title = group.key.cause.map(Wording.title) ?? Wording.words(for: group.key.status)
        var lines = layout.hanging(head, title, at: column)
        lines += layout.hanging(indent, facts(of: group), at: indent.utf8.count)
        if let remedy = remedy(for: group) {
            lines += layout.hanging(indent + style.strong("Fix") + "  ", remedy, at: indent.utf8.count + 5)
        }
        return lines
    }

    private func remedy(for group: ConnectionGroup) -> String? {
        guard let cause = group.example.diagnoses.first(where: { $0.severity == .error }) else { return nil }
        let sentences = Sentences(about: group.example)
        let names = NameCut(group.example, to: layout.isStrict ? max(40, layout.width / 2) : nil)
        return sentences.remedy(of: cause).map(names.applied)
    }

    func facts(of group: ConnectionGroup) -> String {
        // Its entry begins with the client, with the server, or with how many servers there are.
        let isOfClient = group.key.place == group.example.client.address.description
        var parts: [String] = []
        if !isOfClient { parts.append(top(group.clients, "client", "from", of: group.count)) }
        if isOfClient { parts.append(top(group.servers, "server", "at", of: group.count)) }
        if group.key.place == nil, let servers = names(group.servers, "at", of: group.count) {
            parts.append(servers)
        }
        if let certificates = certificates(of: group) { parts.append(certificates) }
        parts.append(clock.range(group.first, group.last))
        parts.append(example(of: group))
        return parts.joined(separator: "; ")
    }

    private func example(of group: ConnectionGroup) -> String {
        "e.g. \(isLive ? "#" : "--id ")\(group.example.id.number)"
    }

    private func other(_ group: ConnectionGroup, _ numberWidth: Int, _ placeWidth: Int) -> [String] {
        let (head, column) = head(group, numberWidth, placeWidth)
        var parts = [Wording.words(for: group.key.status), many(group.clients, "client")]
        parts.append(clock.range(group.first, group.last))
        parts.append(example(of: group))
        return layout.hanging(head, parts.joined(separator: "; "), at: column)
    }

    /// `10 clients, most from 10.2.4.11 (61), 10.2.4.12 (40) and 10.2.9.3 (33)`.
    ///
    /// Of very many, those are named that have a share worth naming.
    private func top(
        _ counts: TopCounts<String>,
        _ noun: String,
        _ preposition: String,
        of total: UInt64
    ) -> String {
        guard let names = names(counts, preposition, of: total) else { return many(counts, noun) }
        return counts.isExact && counts.counts.count == 1 ? names : "\(many(counts, noun)), \(names)"
    }

    /// `most from 10.2.4.11 (61), 10.2.4.12 (40) and 10.2.9.3 (33)`; `nil` where none of very many stands out.
    private func names(_ counts: TopCounts<String>, _ preposition: String, of total: UInt64) -> String? {
        let least = max(Self.leastOfMany, total / Self.leastShare)
        let top = counts.top(Self.named).filter { counts.isExact || $0.count >= least }
        guard let first = top.first else { return nil }
        if counts.isExact, counts.counts.count == 1 { return "\(preposition) \(short(first.value))" }
        let names = top.map { "\(short($0.value)) (\(Wording.number($0.count))\(counts.isExact ? "" : "+"))" }
        let most = counts.isExact && counts.counts.count <= Self.named ? "" : "most "
        return "\(most)\(preposition) \(Sentences.list(names))"
    }

    private func certificates(of group: ConnectionGroup) -> String? {
        guard let most = group.subjects.top(1).first else { return nil }
        let count = group.subjects.counts.count
        let name = short(Wording.name(most.value))
        if group.subjects.isExact, count == 1 { return name }
        return "\(many(group.subjects, "certificate")), most \(name)"
    }

    private func many(_ counts: TopCounts<String>, _ noun: String) -> String {
        counts.isExact
            ? Wording.many(counts.counts.count, noun) : "more than \(Wording.many(counts.capacity, noun))"
    }

    private func short(_ name: String) -> String {
        layout.fitted(TerminalText.escaped(name), to: max(40, layout.width / 2))
    }
}
