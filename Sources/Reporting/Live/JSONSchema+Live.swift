internal import HandshakeAnalysis

extension JSONSchema {
    /// What a watch adds to each record.
    static let identity: [(key: String, value: SchemaNode)] = [
        ("sequence", number), ("sensor", text), ("interface", optionalText), ("run", text),
    ]

    static let loss = SchemaNode.objectWith(
        [
            ("type", .constant("loss")), ("schema_version", version), ("start_time", time),
            ("end_time", time),
            ("dropped_packets", .object([("kernel", number), ("interface", number)], nil)),
        ],
        optional: identity,
        "Packets that were dropped"
    )

    static let interface = SchemaNode.objectWith(
        [
            ("type", .constant("interface")), ("schema_version", version), ("time", time), ("name", text),
            ("state", .oneOf(names(of: InterfaceChange.State.self), nil)),
            ("ring_bytes", .nullable(number)), ("detail", optionalText),
        ],
        optional: identity,
        "What became of an interface"
    )

    static let sighting = SchemaNode.objectWith(
        [
            ("type", .constant("certificate")), ("schema_version", version), ("time", time),
            ("reason", .oneOf(names(of: CertificateSighting.Reason.self), nil)),
            ("days_left", .nullable(number)),
            ("owner", .oneOf(names(of: CertificateSighting.Owner.self), nil)), ("depth", number),
            ("connection", connectionID), ("client", .reference("endpoint")),
            ("server", .reference("endpoint")), ("certificate", .reference("certificate")),
        ],
        optional: identity,
        "A certificate that is seen for the first time, or whose end draws near"
    )

    static let brief = SchemaNode.objectWith(
        [
            ("type", .constant("connection")), ("detail", .constant("brief")), ("id", connectionID),
            ("time", time), ("client", text), ("server", text),
            ("status", .oneOf(names(of: Verdict.Status.self), nil)),
        ],
        optional: [
            ("revision", number), ("server_name", text), ("version", text),
            ("basis", .oneOf(names(of: Basis.self), nil)),
            ("confidence", .oneOf(names(of: Verdict.Confidence.self), nil)), ("resumed", flag),
            ("failure", .oneOf(names(of: Failure.Kind.self), nil)), ("cause", text), ("alert", text),
            ("closed_by", .nullable(role)), ("client_certificate", hexadecimal),
            ("server_certificate", hexadecimal),
            ("loss_meanwhile", number),
        ] + identity,
        "One TLS connection, in brief; what is not known is left out"
    )

    static let group = SchemaNode.objectWith(
        [
            ("type", .constant("group")), ("schema_version", version), ("start_time", time),
            ("end_time", time), ("server", .nullable(.reference("endpoint"))), ("client", optionalText),
            ("status", .oneOf(names(of: Verdict.Status.self), nil)), ("cause", optionalText),
            ("count", number), ("example", connectionID),
        ],
        optional: identity,
        "Connections that came to the same between the same two, with --summarize"
    )

    static let message = SchemaNode.object(
        [
            ("frame", number), ("input", number), ("time", time), ("sender", role),
            ("basis", .oneOf(names(of: Basis.self), nil)), ("message", text), ("details", text),
        ],
        "One message of a handshake"
    )

    static let live = SchemaNode.object(
        [
            ("time", .nullable(time)), ("uptime_seconds", number), ("packets_per_second", number),
            ("bytes_per_second", number),
            ("connections_per_second", number), ("tracked_connections", number),
            ("resident_bytes", .nullable(number)), ("ring_bytes", number),
            (
                "queue",
                .nullable(
                    .object([("bytes", number), ("capacity", number), ("dropped_reports", number)], nil)
                )
            ),
            (
                "interfaces",
                .array(
                    .object(
                        [
                            ("name", text), ("state", .oneOf(names(of: InterfaceChange.State.self), nil)),
                            ("received_packets", number), ("dropped_by_kernel", number),
                            ("dropped_by_interface", number), ("ring_bytes", .nullable(number)),
                        ],
                        nil
                    ),
                    nil
                )
            ),
        ],
        "How the watch is doing; live only"
    )
}
