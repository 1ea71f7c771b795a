internal import HandshakeAnalysis
internal import TLSWire

extension JSONSchema {
    static let connection = SchemaNode.objectWith(
        [
            ("type", .constant("connection")), ("schema_version", version), ("id", connectionID),
            ("revision", number), ("community_id", .nullable(.pattern("^1:[A-Za-z0-9+/]{27}=$", nil))),
            ("transport", .oneOf(names(of: ConnectionReport.Transport.self), nil)),
            ("client", .reference("endpoint")),
            ("server", .reference("endpoint")), ("start_time", time), ("end_time", time),
            ("frames", .reference("frames")),
            ("preceded_by", optionalText), ("tls", .reference("tls")),
            ("mutual_auth", .reference("mutual_auth")),
            ("certificate_request", .nullable(.reference("certificate_request"))),
            ("client_certificate", .nullable(.reference("client_certificate"))),
            ("server_certificate", .nullable(.reference("server_certificate"))),
            ("diagnoses", .array(.reference("diagnosis"), nil)), ("stream", .reference("stream")),
            ("encapsulation", .array(.reference("encapsulation"), nil)),
        ],
        optional: [
            ("carrier", optionalText), ("preambles", .array(.reference("preamble"), nil)),
        ]
            + CarrierDetails.Kind.allCases.map { ($0.rawValue, .anyObject("What only this carrier has")) }
            + identity + [("messages", .array(.reference("message"), nil))],
        "One TLS connection"
    )

    static let endpoint = SchemaNode.objectWith(
        [("address", text), ("port", .nullable(number))],
        optional: [("identity", text)],
        nil
    )

    static let preamble = SchemaNode.object(
        [
            ("type", text), ("name", optionalText), ("port", .nullable(number)), ("client", optionalText),
            ("server", optionalText),
        ],
        "What was spoken before TLS on the stream"
    )

    static let encapsulation = SchemaNode.object(
        [
            ("type", text), ("id", .nullable(number)), ("source", optionalText),
            ("destination", optionalText),
        ],
        "A tunnel around the connection's packets"
    )

    static let frames = SchemaNode.object(
        [("first", number), ("last", number), ("first_input", number), ("last_input", number)],
        "The packets that the report rests on, as Wireshark counts them"
    )

    static let tls = SchemaNode.object(
        [
            ("version", .nullable(.oneOf(versionNames, nil))), ("cipher_suite", optionalText),
            ("server_name", optionalText), ("application_protocol", optionalText),
            ("resumption", .nullable(.oneOf(names(of: ResumptionKind.self), nil))),
            ("hello_retry_request", flag), ("decrypted", flag),
            ("authentication", .nullable(.oneOf(names(of: PeerAuthentication.self), nil))),
            ("offered_versions", texts), ("encrypted_client_hello_offered", flag),
            ("post_handshake_auth_offered", flag),
        ],
        nil
    )

    private static let versionNames = [
        ProtocolVersion.ssl2, .ssl3, .tls10, .tls11, .tls12, .tls13, .dtls10, .dtls12, .dtls13,
    ].compactMap(\.registeredName)

    static let mutualAuthentication = SchemaNode.object(
        [
            ("status", .oneOf(names(of: Verdict.Status.self), nil)),
            ("basis", .oneOf(names(of: Basis.self), nil)),
            ("confidence", .nullable(.oneOf(names(of: Verdict.Confidence.self), nil))), ("resumed", flag),
            ("original_connection", .nullable(connectionID)), ("failure", .nullable(.reference("failure"))),
            ("reasons", texts),
        ],
        "Did both sides authenticate, and if not, who refused whom, and why?"
    )

    static let failure = SchemaNode.object(
        [
            ("kind", .oneOf(names(of: Failure.Kind.self), nil)), ("alert", .nullable(.reference("alert"))),
            ("closed_by", .nullable(role)),
            (
                "shown_as",
                .array(
                    .reference("shown_text"),
                    "What clients show for it; empty where that is not known"
                )
            ),
        ],
        nil
    )

    static let shownText = SchemaNode.object([("program", text), ("text", text)], nil)

    static let alert = SchemaNode.object(
        [
            ("code", .nullable(number)), ("name", optionalText), ("level", optionalText), ("sender", role),
            ("frame", number), ("input", number), ("encrypted", flag),
        ],
        "The alert that decided; code, name and level are null when it is encrypted and cannot be read"
    )

    static let diagnosis = SchemaNode.object(
        [
            ("code", .oneOf(names(of: Diagnosis.Code.self), nil)),
            ("severity", .oneOf(names(of: Diagnosis.Severity.self), nil)), ("summary", text),
            ("remedy", optionalText),
            ("evidence", .object([("frames", .array(number, nil)), ("inputs", .array(number, nil))], nil)),
        ],
        "Why a connection came out as it did, or what about it will fail later"
    )

    static let stream = SchemaNode.object(
        [
            ("missing_bytes", number), ("conflicting_segments", number), ("limit_hit", flag),
            ("loss_meanwhile", number),
        ],
        "What went wrong below TLS, both directions together"
    )
}
