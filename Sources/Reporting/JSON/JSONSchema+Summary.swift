internal import HandshakeAnalysis

extension JSONSchema {
    static func summary(_ kind: JSONWriter.SummaryKind) -> SchemaNode {
        .objectWith(
            [
                ("type", .constant(kind.rawValue)), ("schema_version", version), ("connections", number),
                ("statuses", counts(names(of: Verdict.Status.self))),
                ("failures", counts(names(of: Failure.Kind.self))), ("packets", number), ("bytes", number),
                ("filtered_packets", number), ("malformed_packets", number),
                ("truncated_packets", number), ("start_time", .nullable(time)),
                ("end_time", .nullable(time)),
                (
                    "unsupported_link_types",
                    .array(
                        .object([("number", number), ("name", optionalText), ("packets", number)], nil),
                        nil
                    )
                ),
                ("passed_over", .array(passedOver, "What carried or may have carried TLS and was not read")),
                ("attempts", .array(attempt, "What was tried and never became TLS, by server")),
                ("limits", .array(.object([("name", text), ("count", number)], nil), nil)),
                ("inputs", .array(input, nil)),
                ("filters", .array(text, "What was asked to be shown; the counts are of all connections")),
                ("shown", .nullable(number)),
                ("signatures", .oneOf(names(of: AnalysisSummary.Signatures.self), nil)),
                (
                    "dropped_packets",
                    .nullable(.object([("kernel", number), ("interface", number)], "Live only"))
                ),
                ("live", .nullable(.reference("live"))),
            ],
            optional: identity,
            kind == .summary ? "What the whole run saw" : "What the run has seen so far"
        )
    }

    private static func counts(_ keys: [String]) -> SchemaNode { .object(keys.map { ($0, number) }, nil) }

    private static let passedOver = SchemaNode.object(
        [
            ("kind", .oneOf(names(of: AnalysisSummary.PassedOver.Kind.self), nil)), ("name", text),
            ("packets", number), ("example", example),
        ],
        nil
    )

    private static let attempt = SchemaNode.object(
        [
            ("kind", .oneOf(names(of: AnalysisSummary.Attempt.Kind.self), nil)),
            ("transport", .oneOf(names(of: AnalysisSummary.Attempt.Transport.self), nil)),
            ("server", .nullable(end)),
            ("count", number), ("example", example), ("refusal", .nullable(startRefusal)),
        ],
        nil
    )

    private static let startRefusal = SchemaNode.object(
        [
            ("preamble", text), ("target", optionalText),
            ("reason", text),
        ],
        "What kept TLS from beginning; null where TCP or the client's first bytes did"
    )

    private static let example = SchemaNode.object(
        [
            ("input", number), ("frame", number), ("source", .nullable(end)), ("destination", .nullable(end)),
        ],
        "The first of them"
    )

    private static let end = SchemaNode.object([("address", text), ("port", .nullable(number))], nil)

    private static let input = SchemaNode.object(
        [("path", text), ("packets", number), ("problems", .array(problem, nil))],
        nil
    )

    private static let problem = SchemaNode.object(
        [
            ("category", .oneOf(names(of: AnalysisSummary.Problem.Category.self), nil)), ("message", text),
            ("offset", .nullable(number)),
        ],
        nil
    )
}
