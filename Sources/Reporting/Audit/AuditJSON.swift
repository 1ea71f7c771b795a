internal import ByteParsing
public import HandshakeAnalysis
internal import TLSWire

/// An audit as one indented JSON document; docs/json-report.md has its keys.
public enum AuditJSON {
    public static func document(of audit: Audit, _ summary: AnalysisSummary) -> [UInt8] {
        var writer = JSONWriter(isPretty: true)
        writer.object { document in
            document.field("type", "audit")
            document.field("schema_version", token: schemaVersion)
            document.key("servers")
            document.array { servers in
                for server in audit.sortedServers { servers.audited(server, audit) }
            }
            document.key("violations")
            document.array { violations in
                for violation in audit.violations { violations.violation(violation) }
            }
            document.field("connections_not_told_apart", audit.uncountedConnections)
            document.key("summary")
            document.summary(summary)
        }
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}

extension JSONWriter {
    fileprivate mutating func audited(_ server: AuditedServer, _ audit: Audit) {
        object { writer in
            writer.field("server", server.name)
            writer.field("connections", server.connections)
            writer.field("client_certificate", token: server.demand.rawValue)
            writer.tally("asked", server.asked)
            writer.tally("not_asked", server.notAsked)
            writer.tally("let_in_with", server.authenticated)
            writer.tally("let_in_without", server.letInWithout)
            writer.tally("resumed", server.resumed)
            writer.tally("failed", server.refused)
            writer.tally("undecided", server.undecided)
            writer.key("versions")
            writer.array { versions in
                for (version, tally) in server.versions.sorted(by: { $0.key.auditRank > $1.key.auditRank }) {
                    versions.object {
                        $0.field("version", version.displayName)
                        $0.field("connections", tally.count)
                    }
                }
            }
            writer.key("certificates")
            writer.array { certificates in
                for role in [Role.server, .client] {
                    for certificate in server.certificates(of: role) {
                        certificates.audited(certificate, audit)
                    }
                }
            }
            writer.field("certificates_not_told_apart", server.uncountedCertificates)
        }
    }

    private mutating func audited(_ certificate: AuditedCertificate, _ audit: Audit) {
        object { writer in
            writer.field("role", token: Wording.name(of: certificate.role))
            writer.field("subject", certificate.subject)
            writer.field("issuer", certificate.issuer)
            writer.field("public_key", certificate.publicKey)
            writer.field("not_before", certificate.notBefore.map { DateTime.text(seconds: $0) })
            writer.field("not_after", certificate.notAfter.map { DateTime.text(seconds: $0) })
            writer.field("fingerprint_sha256", certificate.fingerprint.hexadecimal)
            writer.field("connections", certificate.count)
            writer.field("clients", UInt64(certificate.clients.counts.count))
            let limit = Int64(audit.requirements.endsWithinDays) * 86_400
            writer.field("ends_soon", certificate.rest(at: audit.end).map { $0 <= limit } ?? false)
        }
    }

    private mutating func tally(_ name: String, _ tally: AuditTally) {
        key(name)
        object { writer in
            writer.field("count", tally.count)
            writer.field("observed", tally.observed)
            writer.field("decrypted", tally.decrypted)
            writer.field("inferred", tally.inferred)
            writer.field("example", tally.example.map { "c\($0.number)" })
        }
    }

    fileprivate mutating func violation(_ violation: Audit.Violation) {
        object { writer in
            writer.field("kind", token: violation.kind.rawValue)
            writer.field("server", violation.server)
            writer.field("text", violation.text)
            writer.field("example", violation.example.map { "c\($0.number)" })
        }
    }
}

extension JSONSchema {
    static let audit = SchemaNode.object(
        [
            ("type", .constant("audit")), ("schema_version", version),
            ("servers", .array(.reference("audited_server"), nil)),
            ("violations", .array(.reference("audit_violation"), nil)),
            ("connections_not_told_apart", number), ("summary", .reference("summary")),
        ],
        "What mtlscope audit --format json prints"
    )

    static let auditedServer = SchemaNode.object(
        [
            ("server", text), ("connections", number),
            ("client_certificate", .oneOf(names(of: AuditedServer.Demand.self), nil)),
            ("asked", tally), ("not_asked", tally), ("let_in_with", tally), ("let_in_without", tally),
            ("resumed", tally), ("failed", tally), ("undecided", tally),
            ("versions", .array(.object([("version", text), ("connections", number)], nil), nil)),
            ("certificates", .array(.reference("audited_certificate"), nil)),
            ("certificates_not_told_apart", number),
        ],
        nil
    )

    private static let tally = SchemaNode.reference("audit_tally")

    static let auditTally = SchemaNode.object(
        [
            ("count", number), ("observed", number), ("decrypted", number), ("inferred", number),
            ("example", .nullable(connectionID)),
        ],
        "A figure, and how much of it was observed, decrypted or inferred"
    )

    static let auditedCertificate = SchemaNode.object(
        [
            ("role", role), ("subject", text), ("issuer", text), ("public_key", text),
            ("not_before", .nullable(time)), ("not_after", .nullable(time)),
            ("fingerprint_sha256", hexadecimal), ("connections", number), ("clients", number),
            ("ends_soon", flag),
        ],
        nil
    )

    static let auditViolation = SchemaNode.object(
        [
            ("kind", .oneOf(names(of: Audit.Violation.Kind.self), nil)), ("server", text), ("text", text),
            ("example", .nullable(connectionID)),
        ],
        nil
    )
}
