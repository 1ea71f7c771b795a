internal import HandshakeAnalysis

extension JSONSchema {
    static let comparison = SchemaNode.object(
        [
            ("type", .constant("comparison")), ("schema_version", version), ("summary", text),
            ("relation", .oneOf(names(of: Relation.Name.self), nil)), ("different", flag),
            ("explained", side), ("good", .reference("compared")), ("bad", .reference("compared")),
            ("differences", .array(.reference("difference"), nil)),
            ("unknown", .array(.object([("aspect", aspect), ("side", side)], nil), nil)),
            ("same_connection", .nullable(.reference("same_connection"))),
            ("middlebox", .nullable(.reference("middlebox"))),
            ("messages", .array(.reference("compared_messages"), nil)), ("remarks", texts),
        ],
        "What mtlscope compare --format json prints"
    )

    static let compared = SchemaNode.object(
        [
            ("name", text), ("inputs", texts), ("alternatives", .array(connectionID, nil)),
            ("connection", .reference("connection")),
        ],
        nil
    )

    static let difference = SchemaNode.object(
        [
            ("aspect", aspect), ("consequence", .oneOf(names(of: Difference.Consequence.self), nil)),
            ("good", .reference("observation")), ("bad", .reference("observation")),
        ],
        nil
    )

    static let observation = SchemaNode.object(
        [
            ("value", optionalText), ("items", optionalTexts), ("text", text), ("frame", .nullable(number)),
            ("input", .nullable(number)),
        ],
        "value and items are both null for what is known not to be there"
    )

    static let sameConnection = SchemaNode.object(
        [
            ("same_answer", .nullable(flag)), ("client_translated", flag), ("server_translated", flag),
            ("nearer_to_client", .nullable(side)), ("round_trip_nanoseconds", .nullable(number)),
            ("clock_offset_nanoseconds", .nullable(number)),
        ],
        "One TLS connection, captured at two places"
    )

    static let middlebox = SchemaNode.object(
        [
            ("client_leg", side), ("certain", flag), ("address", optionalText),
            (
                "client_certificate",
                .nullable(.oneOf(names(of: Retermination.ClientCertificateHandling.self), nil))
            ), ("evidence", texts),
        ],
        "Something that terminated TLS and started a new connection"
    )

    static let comparedMessages = SchemaNode.object(
        [
            ("mark", .oneOf(names(of: Lineup.Mark.self), nil)),
            ("good", .nullable(.reference("compared_message"))),
            ("bad", .nullable(.reference("compared_message"))),
        ],
        nil
    )

    static let comparedMessage = SchemaNode.object(
        [
            ("frame", number), ("input", number), ("time", time), ("sender", role), ("name", text),
            ("details", text),
        ],
        nil
    )

    private static let side = SchemaNode.oneOf(names(of: ComparedSide.self), nil)
    private static let aspect = SchemaNode.oneOf(ComparedAspect.all.map(\.name), nil)
}
