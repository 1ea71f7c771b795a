internal import ByteParsing
internal import CertificateInspection
internal import Explanations
public import HandshakeAnalysis
internal import TLSWire

/// The version of the JSON contract that docs/json-report.md describes: a new key counts up the minor number.
public let schemaVersion = schemaVersionLiteral.description

/// The same, for what is written a million times.
private let schemaVersionLiteral: StaticString = "1.0"

extension JSONWriter {
    /// Writes one connection as docs/json-report.md has it; keys stand in that order.
    public mutating func connection(_ report: ConnectionReport) {
        object { writer in
            writer.field("type", "connection" as StaticString)
            writer.field("schema_version", schemaVersionLiteral)
            writer.ownID(report.id)
            writer.field("revision", report.revision)
            writer.communityID(report)
            writer.field("transport", token: report.transport.rawValue)
            writer.field("client") { $0.endpoint(report.client) }
            writer.field("server") { $0.endpoint(report.server) }
            writer.field("start_time", report.first.time)
            writer.field("end_time", report.last.time)
            writer.field("frames") { frames in
                frames.field("first", report.first.frame)
                frames.field("last", report.last.frame)
                frames.field("first_input", report.first.input)
                frames.field("last_input", report.last.input)
            }
            writer.field("preceded_by", report.precededBy)
            writer.tls(report.tls)
            let sentences = Sentences(about: report)
            writer.mutualAuthentication(report, sentences)
            writer.certificateRequest(report.certificateRequest)
            writer.clientCertificate(report)
            writer.serverCertificate(report)
            writer.diagnoses(report.diagnoses, sentences)
            writer.field("stream") { stream in
                stream.field("missing_bytes", report.streamNotes.missingBytes)
                stream.field("conflicting_segments", report.streamNotes.conflictingSegments)
                stream.field("limit_hit", report.streamNotes.isLimitHit)
            }
        }
    }

    /// Writes the report's id, or leaves a gap for the number that will be given to it.
    private mutating func ownID(_ id: ConnectionID) {
        guard leavesOutID else { return field("id", id) }
        var gap = 0
        key("id")
        unescaped {
            $0.append(UInt8(ascii: "c"))
            gap = $0.count
        }
        idGap = gap
    }

    @inline(__always)
    mutating func field(_ name: StaticString, _ id: ConnectionID?) {
        guard let id else { return nullField(name) }
        key(name)
        unescaped { $0.append("c", decimal: id.number) }
    }

    private mutating func communityID(_ report: ConnectionReport) {
        key("community_id")
        let transport: CommunityID.TransportProtocol
        switch report.transport {
        case .tcp: transport = .tcp
        case .udp, .quic: transport = .udp
        case .eap: return null()
        }
        guard let digest = CommunityID.digest(report.client, report.server, transport) else { return null() }
        unescaped { CommunityID.append(digest, to: &$0) }
    }

    private mutating func endpoint(_ endpoint: SocketAddress) {
        key("address")
        address(endpoint.address)
        field("port", endpoint.port)
    }

    private mutating func address(_ address: IPAddress) {
        guard address.isIPv4 else { return value(token: address.description) }
        unescaped { $0.append(octets: UInt32(truncatingIfNeeded: address.low)) }
    }

    @inline(__always)
    mutating func field(_ name: StaticString, _ time: Timestamp?) {
        guard let time else { return nullField(name) }
        key(name)
        value(time)
    }

    private mutating func value(_ time: Timestamp) {
        beginQuote()
        clock.append(nanoseconds: time.nanoseconds, to: &buffer)
        endQuote()
    }

    /// Writes where a message was: its frame, and the index of the input among those of the summary.
    mutating func place(_ packet: PacketReference) {
        field("frame", packet.frame)
        field("input", packet.input)
    }

    private mutating func tls(_ facts: TLSFacts) {
        // The connections of one client to one server mostly agree.
        if let lastTLS, lastTLS.facts == facts { return append(fields: lastTLS.bytes) }
        let start = buffer.count
        writeTLS(facts)
        lastTLS = (facts, buffer.copy(from: start))
    }

    private mutating func writeTLS(_ facts: TLSFacts) {
        field("tls") { writer in
            writer.field("version", token: facts.version?.registeredName)
            writer.field("cipher_suite", token: facts.cipherSuite?.displayName)
            writer.field("server_name", facts.serverName)
            writer.field("application_protocol", facts.applicationProtocol)
            writer.field("resumption", token: facts.resumption?.rawValue)
            writer.field("hello_retry_request", facts.isHelloRetryRequested)
            writer.field("decrypted", facts.isDecrypted)
            writer.field("authentication", token: facts.authentication?.rawValue)
            writer.key("offered_versions")
            writer.array { for version in facts.offeredVersions { $0.value(token: version.displayName) } }
            writer.field("encrypted_client_hello_offered", facts.offersEncryptedClientHello)
            writer.field("post_handshake_auth_offered", facts.offersPostHandshakeAuth)
        }
    }
}

// MARK: - Verdict

extension JSONWriter {
    private mutating func mutualAuthentication(_ report: ConnectionReport, _ sentences: Sentences) {
        let verdict = report.verdict
        field("mutual_auth") { writer in
            writer.field("status", token: verdict.status.rawValue)
            writer.field("basis", token: verdict.basis.rawValue)
            writer.field("confidence", token: verdict.confidence?.rawValue)
            writer.field("resumed", verdict.isResumed)
            writer.field("original_connection", verdict.originalConnection)
            writer.key("failure")
            if let failure = verdict.failure { writer.failure(failure, report) } else { writer.null() }
            writer.key("reasons")
            writer.array { $0.reasons(verdict.reasons.span, sentences) }
        }
    }

    private mutating func reasons(_ reasons: borrowing Span<Reason>, _ sentences: Sentences) {
        for index in reasons.indices {
            beginQuote()
            let start = buffer.count
            let isPlain = sentences.write(reasons, at: index, to: &buffer)
            if !isPlain { escape(from: start) }
            endQuote()
        }
    }

    private mutating func failure(_ failure: Failure, _ report: ConnectionReport) {
        object { writer in
            writer.field("kind", token: failure.kind.rawValue)
            writer.key("alert")
            if let alert = failure.alert { writer.alert(alert) } else { writer.null() }
            writer.field("closed_by", token: failure.closedBy.map(Wording.name))
            writer.key("shown_as")
            if let shown = ShownTexts.of(report) { writer.shown(shown) } else { writer.array { _ in } }
        }
    }

    private mutating func shown(_ shown: ShownTexts) {
        remembered(for: shown) { writer in
            writer.array { writer in
                for text in shown.texts {
                    writer.object {
                        $0.field("program", text.program)
                        $0.field("text", text.text)
                    }
                }
            }
        }
    }

    private mutating func alert(_ fact: AlertFact) {
        object { writer in
            writer.field("code", fact.alert?.description.rawValue)
            writer.field("name", token: fact.alert?.description.registeredName)
            writer.field("level", token: fact.alert?.level.displayName)
            writer.field("sender", token: Wording.name(of: fact.sender))
            writer.place(fact.packet)
            writer.field("encrypted", fact.alert == nil)
        }
    }
}
