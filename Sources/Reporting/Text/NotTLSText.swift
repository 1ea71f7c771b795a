internal import ByteParsing
internal import HandshakeAnalysis

/// What a summary says of what was not TLS, or could not be read.
enum NotTLSText {
    /// Servers that are named of one kind of attempt.
    private static let namedServers = 3
    /// What kept TLS from beginning is told so often.
    private static let namedRefusals = 8

    static func lines(for summary: AnalysisSummary) -> [String] {
        let attempts = AnalysisSummary.Attempt.Kind.allCases.flatMap { kind in
            let ofKind = summary.attempts.filter { $0.kind == kind && $0.refusal == nil }
            return AnalysisSummary.Attempt.Transport.allCases.compactMap { transport in
                line(for: ofKind.filter { $0.transport == transport }, summary)
            }
        }
        return attempts + refusals(summary)
            + summary.passedOver.filter { $0.kind != .linkType }.map { passed(_: $0, summary) }
    }

    /// Such as `12 attempts refused: 10.2.3.9:8443 (11 times, first in frame 5), 10.2.3.9:8444 (frame 9)`.
    private static func line(
        for attempts: [AnalysisSummary.Attempt],
        _ summary: AnalysisSummary
    ) -> String? {
        guard let first = attempts.first else { return nil }
        let total = attempts.reduce(0) { $0 + $1.count }
        var named = attempts.filter { $0.server != nil }.prefix(namedServers).map { server($0, summary) }
        let rest =
            total - attempts.filter { $0.server != nil }.prefix(namedServers).reduce(0) { $0 + $1.count }
        if rest > 0 { named.append("\(rest) at other servers") }
        return "\(said(of: first, total)): \(named.joined(separator: ", "))"
    }

    private static func said(of attempt: AnalysisSummary.Attempt, _ count: UInt64) -> String {
        switch attempt.kind {
        case .refused: "\(Wording.many(count, "attempt")) refused (RST to the SYN; nothing listens there)"
        case .unanswered where attempt.transport == .udp:
            "\(Wording.many(count, "attempt")) unanswered (no datagram came back)"
        case .unanswered: "\(Wording.many(count, "attempt")) unanswered (no reply)"
        case .plainHTTP: "plain HTTP sent to a TLS port, \(Wording.many(count, "time"))"
        case .abandoned: "\(Wording.many(count, "attempt")) given up by the client before the ClientHello"
        case .otherProtocol: "another protocol than TLS sent to a TLS port, \(Wording.many(count, "time"))"
        }
    }

    /// Such as `TLS did not begin, 2 times: HTTP CONNECT to api.example:443 by 10.2.3.9:3128, proxy authentication required …`.
    private static func refusals(_ summary: AnalysisSummary) -> [String] {
        let refused = summary.attempts.filter { $0.refusal != nil }
        let lines = refused.prefix(namedRefusals).compactMap { attempt -> String? in
            guard let refusal = attempt.refusal, let server = attempt.server else { return nil }
            let target = refusal.target.map { " to \($0)" } ?? ""
            let times = attempt.count == 1 ? "" : ", \(Wording.many(attempt.count, "time"))"
            let first = attempt.count == 1 ? "" : "first in "
            return "TLS did not begin\(times): \(Wording.name(of: refusal.preamble))\(target) at \(server): "
                + TerminalText.escaped(Wording.reason(of: refusal))
                + " (\(first)\(place(of: attempt.example, summary)))"
        }
        let rest = refused.dropFirst(namedRefusals).reduce(0) { $0 + $1.count }
        guard rest > 0 else { return lines }
        return lines + ["TLS did not begin, \(Wording.many(rest, "more time")); --format json lists all"]
    }

    private static func server(_ attempt: AnalysisSummary.Attempt, _ summary: AnalysisSummary) -> String {
        let server = attempt.server?.description ?? ""
        let place = place(of: attempt.example, summary)
        return attempt.count == 1
            ? "\(server) (\(place))"
            : "\(server) (\(Wording.many(attempt.count, "time")), first in \(place))"
    }

    private static func place(of example: AnalysisSummary.Example, _ summary: AnalysisSummary) -> String {
        let frame = "frame \(example.packet.frame)"
        let input = Int(example.packet.input)
        guard summary.inputs.count > 1, summary.inputs.indices.contains(input) else { return frame }
        return "\(frame) of \(summary.inputs[input].path)"
    }

    private static func passed(_ passed: AnalysisSummary.PassedOver, _ summary: AnalysisSummary) -> String {
        let name = names[passed.name] ?? passed.name
        let ends = [passed.example.source, passed.example.destination].compactMap { $0.map(end) }
        let way = ends.count == 2 ? ", \(ends[0]) → \(ends[1])" : ""
        let example = "(first in \(place(of: passed.example, summary))\(way))"
        if passed.kind == .connection {
            return
                "not read: \(Wording.many(passed.packets, "TLS connection")) begun before the capture \(example); start it before the client connects"
        }
        return "not read: \(Wording.many(passed.packets, "packet")) of \(name) \(example)"
    }

    private static func end(_ end: SocketAddress) -> String {
        end.port == 0 ? end.address.description : end.description
    }

    /// As people write them.
    private static let names = [
        "quic": "QUIC", "esp": "IPsec (ESP)", "wireguard": "WireGuard", "l2tp": "L2TP",
        "erspan": "ERSPAN", "gre": "GRE", "ipcomp": "IPComp", "macsec": "MACsec",
        "exported_pdu": "exported stream data",
        "openvpn_tls_crypt": "OpenVPN with tls-crypt, which is encrypted without --openvpn-key",
        "openvpn_tls_crypt_v2": "OpenVPN with tls-crypt-v2, which is encrypted without --openvpn-key",
        "openvpn_dynamic_tls_crypt":
            "OpenVPN's renegotiations, which since 2.6 are encrypted with a key of the session itself",
    ]
}
