import ByteParsing
import HandshakeAnalysis
import Reporting
import TerminalScreen

// What is no connection: servers, clients, certificates, and where the packets come from.
extension Details {
    func facts(of party: Party, isService: Bool) -> [StyledLine] {
        let outcomes = Verdict.Status.allCases.compactMap { status -> String? in
            guard let count = party.statuses[status], count > 0 else { return nil }
            return
                "\(ShortWords.sign(of: status)) \(ShortWords.number(count)) \(ShortWords.words(for: status))"
        }
        var lines = [StyledLine(party.name, .bold)] + labelled("Result", outcomes.joined(separator: ", "))
        if isService { lines += labelled("Asks", "for a client certificate: \(Listing.asking(party))") }
        let versions = party.versions.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        if !versions.isEmpty {
            let text = versions.map { "\($0.key) (\(ShortWords.number($0.value)))" }.joined(separator: ", ")
            lines += labelled("TLS", text)
        }
        let peers = party.peers.sorted().prefix(12).joined(separator: ", ")
        let more = party.morePeers || party.peers.count > 12 ? ", and more" : ""
        lines += labelled(isService ? "Clients" : "Servers", peers + more)
        if let subject = party.subject { lines += labelled("Cert", subject) }
        if let failure = party.lastFailure {
            lines += [StyledLine()] + parts(of: failure).all
        }
        return lines
    }

    func facts(of certificate: ViewedCertificate) -> [StyledLine] {
        let end = Listing(clock: time, now: board.now).end(of: certificate)
        let place =
            certificate.depth == 0
            ? "" : ", \(certificate.depth) above the \(certificate.owner.rawValue)'s own"
        var lines = [
            StyledLine(certificate.subject ?? "a certificate of which only the fingerprint is known", .bold)
        ]
        lines += labelled("Of", "the \(certificate.owner.rawValue)\(place)")
        if certificate.notAfter != nil {
            lines += labelled(
                "Ends",
                "\(day(certificate.notAfter)) (\(end.text)); began \(day(certificate.notBefore))"
            )
        }
        if let issuer = certificate.issuer {
            lines += labelled("Issuer", issuer == certificate.subject ? "itself" : issuer)
        }
        if !certificate.names.isEmpty {
            lines += labelled("Names", certificate.names.joined(separator: ", "))
        }
        if let key = certificate.key { lines += labelled("Key", key) }
        lines += labelled("SHA-256", "\(certificate.identity)…")
        lines += labelled(
            "Last shown",
            "\(time.second(certificate.time)), between \(certificate.client) and \(certificate.service)"
        )
        return lines
    }

    private func day(_ seconds: Int64?) -> String {
        guard let seconds else { return "–" }
        let (nanoseconds, isTooFar) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return isTooFar ? "beyond 2262" : time.day(Timestamp(nanoseconds: nanoseconds))
    }

    // MARK: Capture

    /// The list Capture: where packets come from, what was lost, and what could not be read.
    func capture() -> [StyledLine] {
        var lines: [StyledLine] = []
        let state = board.state
        for interface in state.interfaces {
            var line = StyledLine("  \(interface.name)", .bold)
            line.append(" \(interface.state), \(ShortWords.many(interface.received, "packet"))")
            let dropped = interface.droppedByKernel + interface.droppedByInterface
            line.append(", ")
            line.append("\(ShortWords.number(dropped)) lost", dropped > 0 ? .alarm : .plain)
            lines.append(line)
        }
        if let ring = state.ringBytes { lines += labelled("Ring", EventText.size(ring)) }
        if let uptime = state.uptime {
            lines += labelled("Running", Quantity.span(Int64(clamping: uptime)).replacing("in ", with: ""))
        }
        for loss in board.losses.suffix(20).reversed() {
            lines += labelled(
                "Lost",
                "\(ShortWords.many(loss.byKernel + loss.byInterface, "packet")), \(time.second(loss.start)) to \(time.second(loss.end))",
                .error
            )
        }
        if let summary = state.summary {
            lines += page.lines(for: summary).map { StyledLine(report: "  " + $0) }
        }
        lines += state.remarks.flatMap { labelled("Note", $0) }
        for notice in board.notices.reversed() {
            lines += labelled(notice.time.map { time.second($0) } ?? "", notice.text)
        }
        lines += forgotten()
        return lines.isEmpty ? [StyledLine("  No statistics yet.", .dim)] : lines
    }

    /// What this view gave up for want of room.
    private func forgotten() -> [StyledLine] {
        let parts = [
            (board.services.forgotten, "service"), (board.clients.forgotten, "client"),
            (board.certificates.forgotten, "certificate"), (board.goods.forgotten, "good handshake"),
        ].filter { $0.0 > 0 }.map { ShortWords.many($0.0, $0.1) }
        return parts.isEmpty
            ? [] : labelled("Forgotten", parts.joined(separator: ", ") + ", seen longest ago")
    }
}
