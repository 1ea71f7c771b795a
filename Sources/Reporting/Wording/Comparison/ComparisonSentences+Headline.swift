internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

extension ComparisonSentences {
    /// The comparison in one sentence.
    var headline: String {
        switch comparison.relation {
        case .sameConnection(let same): return headline(of: same)
        case .reterminated(let retermination): return headline(of: retermination)
        case .separate: break
        }
        if let diagnosis { return "\(name(of: comparison.subject)): \(diagnosis.summary)" }
        if let contrast { return contrast }
        let subject = name(of: comparison.subject)
        guard comparison.isDifferent else {
            return "the handshakes do not differ in anything of consequence"
        }
        guard comparison.report(of: comparison.subject).verdict.status == .failed else {
            return "the handshakes differ, but ended alike: see below"
        }
        if comparison.remarks.contains(.hidden(comparison.subject)) {
            return "what can be read does not explain how \(subject) ended; the rest is encrypted"
        }
        return unexplained(subject)
    }

    /// What the worse one's report says about its cause, alone.
    var diagnosis: (summary: String, remedy: String?)? {
        let side = comparison.subject
        guard let first = comparison.report(of: side).diagnoses.first, first.severity == .error else {
            return nil
        }
        return (sentences(of: side).summary(of: first), sentences(of: side).remedy(of: first))
    }

    /// The first difference, if it can explain how the worse one ended.
    var contrast: String? {
        guard let first = comparison.differences.first, first.consequence == .cause else { return nil }
        return sentence(of: first)
    }

    /// Where to look when the handshakes are alike up to the end.
    private func unexplained(_ subject: String) -> String {
        switch comparison.report(of: comparison.subject).verdict.failure?.kind {
        case .clientCertificateRejected, .clientCertificateRejectedByApplication:
            "nothing on the wire explains why \(subject)'s server refused the certificate: look at what it checks with, such as its trust store, revocation list, clock and list of names"
        case .serverCertificateRejected:
            "nothing on the wire explains why \(subject)'s client refused the server's certificate: look at its trust store, its clock, and the name that it expects"
        case .handshakeFailed:
            "nothing that \(subject)'s client offers explains it: look at what the server is configured to accept, such as versions, cipher suites and names"
        default: "nothing on the wire explains how \(subject) ended"
        }
    }

    // MARK: Causes

    /// What a difference means for the worse side.
    func sentence(of difference: Difference) -> String {
        let side = comparison.subject
        let mine = side == .good ? difference.good : difference.bad
        let subject = name(of: side)
        let other = name(of: side.other)
        switch (difference.aspect, mine.value) {
        case (.certificate(.client, .presence), .word("empty")):
            return
                "\(subject)'s client answered the request with an empty Certificate; \(other)'s presented one"
        case (.certificate(.client, .presence), .word("no_answer")):
            return "\(subject)'s client left when it was asked for a certificate; \(other)'s presented one"
        case (.certificate(let role, let part), _):
            if let sentence = sentence(of: part, role, difference) { return sentence }
        case (.requestSize, .bytes):
            return "\(subject)'s server asks for something else than \(other)'s: \(pair(difference))"
        case (.certificateRequest, .absent): return "\(subject)'s server never asked for a certificate"
        case (.postHandshakeAuth, .absent):
            return "\(subject)'s client does not offer post_handshake_auth, so that it cannot be asked later"
        case (.serverName, .absent): return "\(subject)'s client sends no server name"
        case (.requestedAuthorities, .list):
            return
                "\(subject)'s server asks for other authorities, and none of them issued the certificate that \(other)'s client presented"
        case (.missingBytes, .bytes(let count)):
            return "the capture of \(subject) lacks \(Wording.count(count, "byte"))"
        default: break
        }
        return pair(difference)
    }

    private func sentence(
        of part: ComparedAspect.CertificatePart,
        _ role: Role,
        _ difference: Difference
    ) -> String? {
        let side = comparison.subject
        let value = side == .good ? difference.good.value : difference.bad.value
        let subject = name(of: side)
        let other = name(of: side.other)
        let values = self.values(difference)
        let certificate = "\(subject)'s \(Wording.name(of: role)) certificate"
        switch (part, value) {
        case (.validity, .validity(let validity)):
            switch validity.standing {
            case .expired(let seconds):
                return
                    "\(certificate) had expired \(Wording.span(seconds: seconds)) earlier; \(other)'s was valid"
            case .notYetValid(let seconds):
                return
                    "\(certificate) is valid only \(Wording.span(seconds: seconds)) later; \(other)'s was valid"
            case .valid: return nil
            }
        case (.purpose, .list(let purposes)):
            let wanted = role == .client ? "clientAuth" : "serverAuth"
            return "\(certificate) is for \(purposes.joined(separator: ", ")), and not for \(wanted)"
        case (.requested, _):
            return "\(certificate) was not issued by an authority that the server named; \(other)'s was"
        case (.chain, .absent):
            return
                "\(subject)'s \(Wording.name(of: role)) does not send the issuer's certificate along with its own; \(other)'s does"
        case (.size, .bytes(let count)):
            return
                "\(subject)'s client presented another certificate than \(other)'s: its Certificate takes \(Wording.count(count, "byte")), and what it says is encrypted"
        case (.subject, .text), (.fingerprint, .text):
            return role == .client
                ? "\(subject)'s client presented another certificate than \(other)'s: \(values)" : nil
        case (.issuer, .text): return "\(certificate) has another issuer than \(other)'s: \(values)"
        case (.names, .list): return "\(certificate) has other names than \(other)'s: \(values)"
        case (.issuer, .word("self_signed")): return "\(certificate) is signed by itself"
        default: return nil
        }
    }

    /// `cipher suites offered: GOOD …; BAD …`.
    private func pair(_ difference: Difference) -> String {
        "\(Wording.name(of: difference.aspect)): \(values(difference))"
    }

    private func values(_ difference: Difference) -> String {
        let values = ComparedSide.allCases.map { side in
            let mine = side == .good ? difference.good : difference.bad
            let other = side == .good ? difference.bad : difference.good
            return "\(name(of: side)) \(text(of: mine.value, beside: other.value, difference.aspect))"
        }
        return values.joined(separator: "; ")
    }

    // MARK: Two views

    private func headline(of same: SameConnection) -> String {
        if same.isSameAnswer == false {
            return
                "one ClientHello at both places, and two answers to it: something in between answered for the server"
        }
        return "one TLS connection, captured at two places: the ClientHello has the same random"
    }

    private func headline(of retermination: Retermination) -> String {
        var place = "something in between"
        for case .middleboxAddress(let address) in retermination.evidence { place = address.description }
        let certainty = retermination.isCertain ? "" : "probably "
        let legs = "\(certainty)two legs of one path: \(place) terminated TLS and started a new connection"
        return retermination.clientCertificate.map { "\(legs); \(sentence(of: $0))" } ?? legs
    }

    func sentence(of handling: Retermination.ClientCertificateHandling) -> String {
        switch handling {
        case .notAskedFor:
            "the server asks it for a certificate, and it never asks the client, so the client's own certificate cannot reach the server"
        case .notPassedOn: "the client presents it a certificate, and it presents none to the server"
        case .endsAtMiddlebox:
            "the client presents it a certificate, and the server does not ask for one"
        case .replaced: "it presents to the server another certificate than the client's"
        }
    }

    /// What speaks for two legs, a sentence each.
    func evidence(of retermination: Retermination) -> [String] {
        retermination.evidence.map { evidence in
            switch evidence {
            case .middleboxAddress(let address):
                "\(address) is the server of \(name(of: retermination.clientLeg)) and the client of \(name(of: retermination.clientLeg.other))"
            case .serverName(let serverName): "both are for \(serverName)"
            case .serverCertificate(let client, let server):
                "the server certificates differ: \(Wording.name(client)) towards the client, \(Wording.name(server)) towards the server"
            case .overlap: "they overlap in time, and their randoms differ"
            }
        }
    }

    /// What two places tell of the way between them, a sentence each.
    func observations(of same: SameConnection) -> [String] {
        var sentences: [String] = []
        let (good, bad) = (comparison.good, comparison.bad)
        if same.isClientTranslated { sentences.append(translated("client", good.client, bad.client)) }
        if same.isServerTranslated { sentences.append(translated("server", good.server, bad.server)) }
        if let passage = same.passage { sentences += times(passage) }
        return sentences + seenOnce()
    }

    private func translated(_ who: String, _ first: SocketAddress, _ second: SocketAddress) -> String {
        "the \(who) is \(first) in \(name(of: .good)) and \(second) in \(name(of: .bad)): translated in between"
    }

    private func times(_ passage: SameConnection.Passage) -> [String] {
        var sentences: [String] = []
        if let nearer = passage.nearerToClient {
            sentences.append(
                "\(name(of: nearer)) is nearer to the client: a message takes \(Wording.span(nanoseconds: passage.roundTrip)) from one place to the other and back"
            )
        } else {
            sentences.append("no message took measurable time from one place to the other")
        }
        if abs(passage.clockOffset) >= 1_000_000 {
            let ahead = passage.clockOffset > 0 ? ComparedSide.bad : .good
            sentences.append(
                "the clock of \(name(of: ahead)) is \(Wording.span(nanoseconds: abs(passage.clockOffset))) ahead, if both ways take equally long"
            )
        }
        return sentences
    }

    /// Messages that only one place saw.
    private func seenOnce() -> [String] {
        ComparedSide.allCases.flatMap { side -> [String] in
            let lost = comparison.lineup.lostMessages(of: side)
            let last = comparison.lineup.lastMessages(of: side)
            return [
                lost.isEmpty
                    ? nil
                    : "the capture of \(name(of: side)) lacks what must have passed there, and \(name(of: side.other)) has: \(list(lost, of: side.other))",
                last.isEmpty ? nil : "only \(name(of: side)) has, at the end, \(list(last, of: side))",
            ].compactMap(\.self)
        }
    }

    private func list(_ events: [HandshakeEvent], of side: ComparedSide) -> String {
        let names = events.prefix(4).map { event in
            "\(Wording.name(of: event.kind)) of the \(Wording.name(of: event.sender)) (\(sentences(of: side).frame(event.packet)))"
        }
        let rest = events.count > names.count ? " and \(events.count - names.count) more" : ""
        return names.joined(separator: ", ") + rest
    }
}
