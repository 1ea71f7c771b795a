public import Explanations

/// What `explain` prints for scripts: docs/explain.md has every key.
public enum ExplanationJSON {
    /// An indented document; a term is quoted up to 4 KiB.
    public static func document(_ answer: Answer, for term: String) -> [UInt8] {
        var writer = JSONWriter(isPretty: true)
        writer.object { document in
            document.field("type", "explanation")
            document.field("schema_version", schemaVersion)
            document.field("term", String(decoding: term.utf8.prefix(4096), as: UTF8.self))
            document.field("found", answer.isFound)
            document.field("cut", answer.isCut)
            document.field("refused_by", answer.refusedBy?.rawValue)
            document.key("matches")
            document.array { matches in for match in answer.best { matches.match(match) } }
            document.key("others")
            document.array { matches in for match in answer.others { matches.match(match) } }
            document.key("nearest")
            document.array { names in for entry in answer.nearest { names.value(entry.name) } }
        }
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}

extension JSONWriter {
    fileprivate mutating func match(_ match: Answer.Match) {
        object { writer in
            writer.explanation(match.explanation)
            writer.field("words", match.program == nil ? nil : match.words)
            writer.field("program", match.program)
            writer.field("said_by") { said in
                said.field("reporter", match.reporter?.rawValue)
                said.field("origin", match.program == nil ? nil : match.origin.rawValue)
                said.field("refused_by", match.refusedBy?.rawValue)
                said.field("sentence", Wording.whoSaid(match))
            }
        }
    }

    private mutating func explanation(_ entry: Explanation) {
        field("name", entry.name)
        field("kind", entry.kind.rawValue)
        field("alert_code", entry.alertCode)
        field("title", entry.title)
        field("meaning", entry.meaning)
        key("causes")
        array { causes in
            for cause in entry.causes {
                causes.object {
                    $0.field("refused_by", cause.refusedBy?.rawValue)
                    $0.field("text", cause.text)
                }
            }
        }
        field("stacks", entry.stacks)
        field("wire") {
            $0.field("tls_1_2", entry.tls12)
            $0.field("tls_1_3", entry.tls13)
        }
        key("steps")
        array { steps in
            for step in entry.steps {
                steps.object {
                    $0.field("refused_by", step.refusedBy?.rawValue)
                    $0.field(step.isCommand ? "command" : "text", step.text)
                    $0.nullField(step.isCommand ? "text" : "command")
                }
            }
        }
        field("see_also", entry.seeAlso)
        field("sources", entry.sources)
    }
}
