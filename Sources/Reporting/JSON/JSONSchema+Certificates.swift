internal import HandshakeAnalysis

extension JSONSchema {
    static let certificateRequest = SchemaNode.objectWith(
        [
            ("frame", number), ("input", number),
            ("stage", .oneOf(names(of: CertificateRequestFacts.Stage.self), nil)), ("inferred", flag),
            ("certificate_types", optionalTexts), ("signature_algorithms", optionalTexts),
            ("certificate_authorities", optionalTexts),
        ],
        optional: [("authorities_omitted", number)],
        "The server's CertificateRequest; the lists are null when it is inferred"
    )

    static let clientCertificate = SchemaNode.objectWith(
        [
            ("frame", number), ("input", number), ("inferred", flag), ("presented", flag),
        ] + judgement + [
            ("expected", .nullable(flag)), ("candidates", optionalTexts), ("raw_public_key", optionalText),
            ("chain", chain),
        ],
        optional: [("certificates_omitted", number)],
        "The client's Certificate; presented is false when it is empty"
    )

    static let serverCertificate = SchemaNode.objectWith(
        [
            ("frame", number), ("input", number), ("inferred", flag),
        ] + judgement + [("raw_public_key", optionalText), ("chain", chain)],
        optional: [("certificates_omitted", number)],
        "The server's Certificate"
    )

    /// What was checked of either side's certificate.
    private static let judgement: [(String, SchemaNode)] = [
        ("proof_of_possession", .nullable(.oneOf(["valid", "invalid", "unchecked"], nil))),
        ("proof_obstacle", .nullable(.oneOf(ProofOfPossession.Obstacle.allCases.map(\.rawValue), nil))),
        ("proof_frame", .nullable(number)), ("trust", .nullable(.reference("trust"))),
    ]

    static let trust = SchemaNode.object(
        [
            ("trusted", flag), ("error", optionalText), ("error_code", .nullable(number)),
            ("depth", .nullable(number)),
        ],
        "What OpenSSL says of the chain, with the authorities that the user named"
    )

    private static let chain = SchemaNode.nullable(
        .array(.reference("certificate"), "The sender's own first; null when the message is inferred")
    )

    private static let issuance = SchemaNode.object(
        [
            ("policies", texts), ("crl_distribution_points", texts), ("ocsp_responders", texts),
            ("issuer_certificates", texts),
        ],
        "What the issuer says of its issuing"
    )

    static let certificate = SchemaNode.object(
        [
            ("subject", optionalText), ("issuer", optionalText),
            ("serial_number", .nullable(.pattern("^-?([0-9a-f]{2})+$", nil))),
            ("not_before", .nullable(time)),
            ("not_after", .nullable(time)), ("subject_alternative_names", texts),
            ("public_key", optionalText),
            ("signature_algorithm", optionalText), ("extended_key_usage", optionalTexts),
            ("fingerprint_sha256", hexadecimal), ("version", .nullable(number)), ("key_usage", optionalTexts),
            ("is_ca", .nullable(flag)), ("path_length", .nullable(number)),
            ("subject_key_identifier", .nullable(hexadecimal)),
            ("authority_key_identifier", .nullable(hexadecimal)),
            ("public_key_sha256", .nullable(hexadecimal)),
            ("public_exponent", optionalText), ("issuance", .nullable(issuance)), ("size", number),
            ("problem", optionalText),
        ],
        nil
    )
}
