internal import ByteParsing
internal import CertificateInspection
internal import Explanations
internal import HandshakeAnalysis
internal import TLSWire

extension JSONWriter {
    mutating func mutualAuthentication(_ report: ConnectionReport, _ sentences: Sentences) {
        buffer.append(#""mutual_auth":{"status":""#, report.verdict.status.literal)
        if report.verdict.isPlain {
            buffer.append(
                #"","basis":"observed","confidence":null,"resumed":false,"original_connection":null,"failure":null,"#
                    as StaticString
            )
        } else {
            endQuote()
            circumstances(report)
        }
        buffer.append(key: "reasons", "[")
        if report.verdict.reasons.isEmpty {
            buffer.append("]},")
        } else {
            reasons(report, sentences)
            close("]},")
        }
    }

    /// Writes what most verdicts lack.
    @inline(never)
    private mutating func circumstances(_ report: ConnectionReport) {
        let verdict = report.verdict
        field("basis", token: verdict.basis.rawValue)
        field("confidence", token: verdict.confidence?.rawValue)
        field("resumed", verdict.isResumed)
        field("original_connection", verdict.originalConnection)
        key("failure")
        if let failure = verdict.failure { self.failure(failure, report) } else { null() }
    }

    /// Writes the steps that lead to the verdict; those that nearly every connection has, without a look at their strings.
    private mutating func reasons(_ report: ConnectionReport, _ sentences: Sentences) {
        let steps = report.verdict.reasons
        let reasons = steps.span
        for index in reasons.indices {
            if let (words, packet) = reasons[index].step, packet.input == sentences.homeInput {
                buffer.append(quoted: words, decimal: packet.frame)
            } else if let packet = reasons[index].presentation(in: report),
                packet.input == sentences.homeInput
            {
                let chain = report.clientCertificate.map { ObjectIdentifier($0.chain) }
                if let chain, !presentations.append(for: chain, to: &buffer) {
                    beginPresentation(of: report.clientCertificate?.chain)
                }
                buffer.append("", decimal: packet.frame, "\",")
            } else if let words = reasons[index].words {
                buffer.append("\"", words, "\",")
            } else {
                beginQuote()
                let foreign = sentences.write(reasons, at: index, to: &buffer)
                if let foreign { escape(from: foreign) }
                endQuote()
            }
        }
    }

    /// Writes the sentence that a chain was presented up to the frame's number, and remembers it.
    @inline(never)
    private mutating func beginPresentation(of chain: CertificateChain?) {
        guard let chain, let subject = chain.subject else { return }
        let beginning = buffer.count
        beginQuote()
        Sentences.write(presented: subject, to: &buffer)
        escape(from: beginning + 1)
        let range = beginning..<buffer.count
        if presentations.note(chain, buffer, range) { presentations.keep(buffer, range, for: chain) }
    }

    private mutating func failure(_ failure: Failure, _ report: ConnectionReport) {
        object { writer in
            writer.field("kind", token: failure.kind.rawValue)
            writer.key("alert")
            if let alert = failure.alert { writer.alert(alert) } else { writer.null() }
            writer.field("closed_by", token: failure.closedBy.map(Wording.name))
            writer.key("shown_as")
            if let shown = ShownTexts.of(report) { writer.shown(shown) } else { writer.array { _ in } }
        }
    }

    private mutating func shown(_ shown: ShownTexts) {
        remembered(for: shown) { writer in
            writer.array { writer in
                for text in shown.texts {
                    writer.object {
                        $0.field("program", text.program)
                        $0.field("text", text.text)
                    }
                }
            }
        }
    }

    private mutating func alert(_ fact: AlertFact) {
        object { writer in
            writer.field("code", fact.alert?.description.rawValue)
            writer.field("name", token: fact.alert?.description.registeredName)
            writer.field("level", token: fact.alert?.level.displayName)
            writer.field("sender", token: Wording.name(of: fact.sender))
            writer.place(fact.packet)
            writer.field("encrypted", fact.alert == nil)
        }
    }
}

extension Verdict {
    /// Whether there is nothing to say beside status and reasons.
    @inline(__always)
    fileprivate var isPlain: Bool {
        basis == .observed && confidence == nil && !isResumed && originalConnection == nil && failure == nil
    }
}
