internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

/// A comparison as one indented JSON document.
public enum ComparisonJSON {
    public static func document(of report: ComparisonReport) -> [UInt8] {
        var writer = JSONWriter(isPretty: true)
        writer.comparison(ComparisonSentences(about: report))
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}

extension Relation {
    /// The word of the JSON report.
    enum Name: String, CaseIterable {
        case separate
        case sameConnection = "same_connection"
        case reterminated
    }

    var name: Name {
        switch self {
        case .separate: .separate
        case .sameConnection: .sameConnection
        case .reterminated: .reterminated
        }
    }
}

extension JSONWriter {
    /// Writes a comparison as docs/json-report.md has it; keys stand in that order.
    mutating func comparison(_ sentences: ComparisonSentences) {
        let comparison = sentences.comparison
        object { writer in
            writer.field("type", "comparison")
            writer.field("schema_version", token: schemaVersion)
            writer.field("summary", sentences.headline)
            writer.field("relation", token: comparison.relation.name.rawValue)
            writer.field("different", comparison.isDifferent)
            writer.field("explained", token: comparison.subject.rawValue)
            for side in ComparedSide.allCases { writer.compared(side, sentences) }
            writer.key("differences")
            writer.array { writer in
                for difference in comparison.differences { writer.difference(difference, sentences) }
            }
            writer.key("unknown")
            writer.array { writer in
                for unknown in comparison.unknown {
                    writer.object { object in
                        object.field("aspect", token: unknown.aspect.name)
                        object.field("side", token: unknown.side.rawValue)
                    }
                }
            }
            writer.sameConnection(comparison.relation)
            writer.middlebox(comparison.relation, sentences)
            writer.key("messages")
            writer.array { writer in
                for row in comparison.lineup.rows { writer.row(row) }
            }
            writer.field("remarks", sentences.remarks)
        }
    }

    private mutating func compared(_ side: ComparedSide, _ sentences: ComparisonSentences) {
        let input = sentences.report.input(of: side)
        key(side.rawValue)
        object { writer in
            writer.field("name", input.name)
            writer.field("inputs", input.captures)
            writer.key("alternatives")
            writer.array { writer in
                for id in input.alternatives { writer.value(token: "c\(id.number)") }
            }
            writer.key("connection")
            writer.connection(sentences.comparison.report(of: side))
        }
    }

    private mutating func difference(_ difference: Difference, _ sentences: ComparisonSentences) {
        object { writer in
            writer.field("aspect", token: difference.aspect.name)
            writer.field("consequence", token: difference.consequence.rawValue)
            writer.observation("good", difference.good, sentences.text(of: .good, in: difference))
            writer.observation("bad", difference.bad, sentences.text(of: .bad, in: difference))
        }
    }

    private mutating func observation(
        _ name: StaticString,
        _ observation: Difference.Observation,
        _ text: String
    ) {
        field(name) { writer in
            writer.field("value", observation.value.plain)
            if case .list(let items) = observation.value {
                writer.field("items", items)
            } else {
                writer.nullField("items")
            }
            writer.field("text", text)
            writer.field("frame", observation.packet?.frame)
            writer.field("input", observation.packet?.input)
        }
    }

    // MARK: Relations

    private mutating func sameConnection(_ relation: Relation) {
        guard case .sameConnection(let same) = relation else { return nullField("same_connection") }
        field("same_connection") { writer in
            writer.key("same_answer")
            if let isSame = same.isSameAnswer { writer.value(isSame) } else { writer.null() }
            writer.field("client_translated", same.isClientTranslated)
            writer.field("server_translated", same.isServerTranslated)
            writer.field("nearer_to_client", token: same.passage?.nearerToClient?.rawValue)
            writer.field("round_trip_nanoseconds", same.passage?.roundTrip)
            writer.field("clock_offset_nanoseconds", same.passage?.clockOffset)
        }
    }

    private mutating func middlebox(_ relation: Relation, _ sentences: ComparisonSentences) {
        guard case .reterminated(let retermination) = relation else { return nullField("middlebox") }
        field("middlebox") { writer in
            writer.field("client_leg", token: retermination.clientLeg.rawValue)
            writer.field("certain", retermination.isCertain)
            writer.field("address", token: retermination.middleboxAddress?.description)
            writer.field("client_certificate", token: retermination.clientCertificate?.rawValue)
            writer.field("evidence", sentences.evidence(of: retermination))
        }
    }

    // MARK: Messages

    private mutating func row(_ row: Lineup.Row) {
        object { writer in
            writer.field("mark", token: row.mark.rawValue)
            writer.message("good", row.good)
            writer.message("bad", row.bad)
        }
    }

    private mutating func message(_ name: StaticString, _ event: HandshakeEvent?) {
        guard let event else { return nullField(name) }
        field(name) { writer in
            writer.place(event.packet)
            writer.field("time", event.packet.time)
            writer.field("sender", token: Wording.name(of: event.sender))
            writer.field("name", Wording.name(of: event.kind))
            writer.field("details", EventDetails.text(of: event))
        }
    }
}

extension Retermination {
    var middleboxAddress: IPAddress? {
        for case .middleboxAddress(let address) in evidence { return address }
        return nil
    }
}

extension Difference.Value {
    /// The value as a script takes it; `nil` for what is not there, and for lists, whose items are written instead.
    var plain: String? {
        switch self {
        case .absent, .list: nil
        case .text(let text), .word(let text): text
        case .validity(let validity):
            "\(DateTime.wholeText(validity.notBefore.seconds))/\(DateTime.wholeText(validity.notAfter.seconds))"
        case .alert(let fact): fact.alert?.description.displayName ?? "encrypted"
        case .refusal(let refusal): Wording.words(of: refusal)
        case .departure(let role, let isReset): Wording.name(of: role) + (isReset ? "_reset" : "")
        case .silence(_, let nanoseconds): String(nanoseconds)
        case .bytes(let count): String(count)
        case .key(let kind): Wording.name(of: kind)
        }
    }
}

extension DateTime {
    /// `2026-01-01T00:00:00Z`, of whole seconds.
    fileprivate static func wholeText(_ seconds: Int64) -> String {
        String(text(seconds: seconds).prefix { $0 != "." }) + "Z"
    }
}
