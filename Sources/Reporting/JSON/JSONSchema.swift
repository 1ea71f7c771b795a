internal import HandshakeAnalysis

/// The JSON Schema (2020-12) of what the reports write.
///
/// That is the document of `--format json`, one line of `--format ndjson`, a comparison, or an audit.
///
/// No object allows a key that it does not name, so validating real output means something.
public enum JSONSchema {
    /// The schema as an indented JSON document.
    public static func document() -> [UInt8] {
        var writer = JSONWriter(isPretty: true)
        writer.object { schema in
            schema.field("$schema", "https://json-schema.org/draft/2020-12/schema")
            schema.field("$id", "urn:mtlscope:report:\(schemaVersion)")
            schema.field("title", "mtlscope report")
            schema.field(
                "description",
                "The document of --format json, one line of --format ndjson (see $defs/line), a comparison, or an audit."
            )
            schema.key("anyOf")
            schema.array { shapes in
                SchemaNode.reference("document").write(to: &shapes)
                SchemaNode.reference("line").write(to: &shapes)
                SchemaNode.reference("comparison").write(to: &shapes)
                SchemaNode.reference("audit").write(to: &shapes)
            }
            schema.field("$defs") { definitions in
                for (name, node) in Self.definitions {
                    definitions.key(name)
                    node.write(to: &definitions)
                }
            }
        }
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    static let definitions: [(key: String, value: SchemaNode)] = [
        ("document", wholeDocument),
        (
            "line",
            .choice(
                [
                    "connection", "brief_connection", "summary", "statistics", "loss", "interface",
                    "certificate_event", "group",
                ].map { .reference($0) }
            )
        ),
        ("connection", connection),
        ("summary", summary(.summary)),
        ("statistics", summary(.statistics)),
        ("live", live),
        ("brief_connection", brief),
        ("message", message),
        ("loss", loss),
        ("interface", interface),
        ("certificate_event", sighting),
        ("group", group),
        ("endpoint", endpoint), ("preamble", preamble), ("encapsulation", encapsulation),
        ("frames", frames),
        ("tls", tls),
        ("mutual_auth", mutualAuthentication),
        ("failure", failure),
        ("shown_text", shownText),
        ("alert", alert),
        ("certificate_request", certificateRequest),
        ("client_certificate", clientCertificate),
        ("server_certificate", serverCertificate),
        ("trust", trust),
        ("certificate", certificate),
        ("diagnosis", diagnosis),
        ("stream", stream),
        ("comparison", comparison),
        ("compared", compared),
        ("difference", difference),
        ("observation", observation),
        ("same_connection", sameConnection),
        ("middlebox", middlebox),
        ("compared_messages", comparedMessages),
        ("compared_message", comparedMessage),
        ("audit", audit), ("audited_server", auditedServer), ("audit_tally", auditTally),
        ("audited_certificate", auditedCertificate), ("audit_violation", auditViolation),
    ]

    private static let wholeDocument = SchemaNode.object(
        [
            ("schema_version", version), ("connections", .array(.reference("connection"), nil)),
            ("summary", .reference("summary")),
        ],
        nil
    )

    // MARK: Kinds of value

    static let version = SchemaNode.constant(schemaVersion)
    static let text = SchemaNode.string(nil)
    static let number = SchemaNode.integer(nil)
    static let flag = SchemaNode.boolean(nil)
    static let optionalText = SchemaNode.nullable(text)
    static let texts = SchemaNode.array(text, nil)
    static let optionalTexts = SchemaNode.nullable(texts)
    static let time = SchemaNode.pattern(
        #"^[+-]?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$"#,
        "RFC 3339 in UTC"
    )
    static let hexadecimal = SchemaNode.pattern("^([0-9a-f]{2})*$", nil)
    static let role = SchemaNode.oneOf(["client", "server"], nil)
    static let connectionID = SchemaNode.pattern("^c[1-9][0-9]*$", nil)

    static func names<Value: CaseIterable & RawRepresentable>(of type: Value.Type) -> [String]
    where Value.RawValue == String {
        type.allCases.map(\.rawValue)
    }
}
