internal import ByteParsing
internal import HandshakeAnalysis
internal import TLSWire

/// The messages of a connection as a flow graph of two lanes.
///
///      frame       time  client                            server
///          4  +0.000000  ── ClientHello ────────────────────────▶  TLS 1.2, server name api.example
///          6  +0.000812  ◀──────────────────────── ServerHello ──  TLS 1.2, TLS_RSA_WITH_AES_128_GCM_SHA256
struct Ladder {
    /// Room for the longest numbers of frames that are usual.
    private static let frameWidth = 7

    let style: TextStyle
    let layout: TextLayout
    let names: NameCut
    /// Escaped already.
    let inputNames: [String]

    /// One line of a ladder, as a record of NDJSON has it.
    struct Step {
        let frame: UInt64
        /// In nanoseconds, since the connection's first packet.
        let elapsed: Int64
        let sender: Role
        let name: String
        let details: String
        let tone: TextStyle.Tone
    }

    private var laneWidth: Int { layout.width < TextLayout.usual ? 32 : 40 }

    func lines(for report: ConnectionReport) -> [String] {
        guard !report.events.isEmpty else { return [] }
        var lines = [head]
        var input = report.first.input
        let events = report.eventsWithInference
        for (index, event) in events.enumerated() {
            // Said beside the message whose signature it is.
            if case .proof = event.kind { continue }
            if event.packet.input != input {
                input = event.packet.input
                lines.append(style.dimmed("  \(inputName(input))"))
            }
            let next = index + 1 < events.count ? events[index + 1] : nil
            lines += self.lines(for: event, proof: Self.proof(in: next), since: report.first.time)
        }
        return lines
    }

    /// The lines of steps that were recorded elsewhere.
    func lines(for steps: [Step]) -> [String] {
        steps.isEmpty ? [] : [head] + steps.flatMap { lines(for: $0) }
    }

    private var head: String {
        let left = TerminalText.padded("client", to: laneWidth - 6)
        let frame = TerminalText.rightAligned("frame", to: Self.frameWidth)
        return style.dimmed("\(frame)       time  \(left)server")
    }

    private func inputName(_ input: UInt32) -> String {
        inputNames.indices.contains(Int(input)) ? inputNames[Int(input)] : "input \(input)"
    }

    private static func proof(in event: HandshakeEvent?) -> ProofOfPossession? {
        if case .proof(let proof)? = event?.kind { proof } else { nil }
    }

    private func lines(
        for event: HandshakeEvent,
        proof: ProofOfPossession?,
        since start: Timestamp
    ) -> [String] {
        let packet = event.packet
        let elapsed = packet.time.nanoseconds.subtractingReportingOverflow(start.nanoseconds).partialValue
        return lines(
            for: Step(
                frame: packet.frame,
                elapsed: elapsed,
                sender: event.sender,
                name: Wording.name(of: event.kind),
                details: EventDetails.text(of: event, proof),
                tone: TextStyle.tone(of: event.kind)
            )
        )
    }

    private func lines(for step: Step) -> [String] {
        let time = TerminalText.rightAligned(Self.elapsed(step.elapsed), to: 9)
        let left = "\(TerminalText.rightAligned(String(step.frame), to: Self.frameWidth))  \(time)  "
        let arrow = style.toned(self.arrow(step.name, from: step.sender), step.tone)
        let column = TerminalText.width(left) + laneWidth + 2
        let head = "\(left)\(arrow)  "
        return layout.hanging(head, names.applied(to: step.details), at: column).map(
            TerminalText.withoutTrailingSpaces
        )
    }

    /// An arrow as wide as the lane, with the name near the sender.
    private func arrow(_ name: String, from sender: Role) -> String {
        let label = " \(TerminalText.cut(TerminalText.escaped(name), to: laneWidth - 7)) "
        let line = String(repeating: "─", count: max(1, laneWidth - 3 - TerminalText.width(label)))
        switch sender {
        case .client: return "──\(label)\(line)▶"
        case .server: return "◀\(line)\(label)──"
        }
    }

    /// `+1.234567`: seconds since the first packet.
    static func elapsed(_ nanoseconds: Int64) -> String {
        let microseconds = nanoseconds.magnitude / 1000
        let fraction = String(microseconds % 1_000_000)
        let sign = nanoseconds < 0 ? "-" : "+"
        return
            "\(sign)\(microseconds / 1_000_000).\(String(repeating: "0", count: 6 - fraction.count))\(fraction)"
    }
}
