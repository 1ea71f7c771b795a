internal import ByteParsing
internal import CertificateInspection
public import HandshakeAnalysis
internal import TLSWire

/// The version of the JSON contract that docs/json-report.md describes: a new key counts up the minor number.
public let schemaVersion = schemaVersionLiteral.description

/// The same, for what is written a million times.
private let schemaVersionLiteral: StaticString = "1.1"

// How to add a key: write it here by `field`, or by `object` and `arrayField`, where docs/json-report.md is to list it; then a
// row there and a member in JSONSchema+Connection.swift, at the same place. Tests hold the three together. Literals that are
// glued to their neighbours are for what stands in every record alike, and gain some 1,000 instructions a report.

extension JSONWriter {
    /// Writes one connection as docs/json-report.md has it; keys stand in that order.
    public mutating func connection(_ report: ConnectionReport) { connection(report, withMessages: false) }

    /// The same, perhaps with every message.
    mutating func connection(_ report: ConnectionReport, withMessages: Bool) {
        opening(report)
        endpoint(#""client":{"address":""#, report.client)
        if let identity = report.carriage?.identity { identify(identity) }
        endpoint(#""server":{"address":""#, report.server)
        extent(report)
        if report.precededBy == nil {
            nullField("preceded_by")
        } else {
            field("preceded_by", report.precededBy)
        }
        tls(report.tls)
        let sentences = Sentences(about: report)
        mutualAuthentication(report, sentences)
        certificateRequest(report)
        clientCertificate(report)
        serverCertificate(report)
        if report.diagnoses.isEmpty {
            field("diagnoses", raw: "[],")
        } else {
            diagnoses(report.diagnoses, sentences)
        }
        stream(report.streamNotes)
        if let carriage = report.carriage {
            carried(carriage)
        } else {
            field("encapsulation", raw: "[],")
        }
        if withMessages { messages(of: report) }
        close("},")
    }

    /// Begins the object, and writes the report's id, or leaves a gap for the number that will be given to it.
    @inline(__always)
    private mutating func opening(_ report: ConnectionReport) {
        buffer.append(#"{"type":"connection","schema_version":""#, schemaVersionLiteral, #"","id":"c"#)
        idGap = buffer.count
        if !leavesOutID { buffer.append("", decimal: report.id.number) }
        if identity != nil { identifyWithinQuote(report.first.input) }
        buffer.append(#"","revision":"#, decimal: UInt64(clamping: report.revision), #","community_id":"#)
        switch report.transport {
        case .tcp:
            communityID(report, .tcp)
            buffer.append(#""transport":"tcp","# as StaticString)
        case .udp, .quic:
            communityID(report, .udp)
            field("transport", token: report.transport.rawValue)
        case .eap:
            null()
            field("transport", token: report.transport.rawValue)
        }
    }

    @inline(__always)
    private mutating func communityID(
        _ report: ConnectionReport,
        _ transport: CommunityID.TransportProtocol
    ) {
        guard let digest = CommunityID.digest(report.client, report.server, transport) else { return null() }
        CommunityID.append("\"", digest, "\",", to: &buffer)
    }

    /// Writes an end of the connection; what precedes the address is given.
    @inline(__always)
    private mutating func endpoint(_ opening: StaticString, _ endpoint: SocketAddress) {
        if endpoint.address.isIPv4 {
            buffer.append(opening, octets: UInt32(truncatingIfNeeded: endpoint.address.low), "")
        } else {
            buffer.append(opening)
            buffer.append(endpoint.address.description)
        }
        guard endpoint.hasPort else { return buffer.append(#"","port":null},"# as StaticString) }
        buffer.append(#"","port":"#, decimal: UInt64(endpoint.port), "},")
    }

    /// Says in the object that was just closed who that end claims to be.
    private mutating func identify(_ identity: String) {
        buffer.removeLast(2)
        buffer.append(",")
        field("identity", identity)
        close("},")
    }

    /// Writes from when to when the connection lasted, and from where to where in the inputs.
    @inline(__always)
    private mutating func extent(_ report: ConnectionReport) {
        let (first, last) = (report.first, report.last)
        clock.append(#""start_time":""#, nanoseconds: first.time.nanoseconds, #"","end_time":""#, to: &buffer)
        clock.append("", nanoseconds: last.time.nanoseconds, #"","frames":{"first":"#, to: &buffer)
        buffer.append(
            "",
            decimal: first.frame,
            #","last":"#,
            decimal: last.frame,
            #","first_input":"#
        )
        buffer.append(
            "",
            decimal: UInt64(first.input),
            #","last_input":"#,
            decimal: UInt64(last.input),
            "},"
        )
    }

    @inline(__always)
    private mutating func stream(_ notes: StreamNotes) {
        buffer.append(
            #""stream":{"missing_bytes":"#,
            decimal: UInt64(clamping: notes.missingBytes),
            #","conflicting_segments":"#,
            decimal: UInt64(clamping: notes.conflictingSegments),
            ","
        )
        field("limit_hit", notes.isLimitHit)
        field("loss_meanwhile", notes.lossMeanwhile)
        close("},")
    }

    mutating func field(_ name: StaticString, _ id: ConnectionID?) {
        guard let id else { return nullField(name) }
        key(name)
        buffer.append(#""c"#, decimal: id.number, "\",")
    }

    @inline(__always)
    mutating func field(_ name: StaticString, _ time: Timestamp?) {
        guard let time else { return nullField(name) }
        key(name)
        value(time)
    }

    private mutating func value(_ time: Timestamp) {
        clock.append("\"", nanoseconds: time.nanoseconds, "\",", to: &buffer)
    }

    /// Writes where a message was: its frame, and the index of the input among those of the summary.
    @inline(__always)
    mutating func place(_ packet: PacketReference) {
        buffer.append(#""frame":"#, decimal: packet.frame, #","input":"#, decimal: UInt64(packet.input), ",")
    }

    /// Opens an object that begins with the place of a message; the key and the first of that are given.
    @inline(__always)
    mutating func open(_ opening: StaticString, at packet: PacketReference) {
        buffer.append(opening, decimal: packet.frame, #","input":"#, decimal: UInt64(packet.input), ",")
    }

    private mutating func tls(_ facts: TLSFacts) {
        // The connections of one client to one server mostly agree.
        if lastTLS === facts { return append(fields: lastTLSFields) }
        let start = buffer.count
        writeTLS(facts)
        lastTLS = facts
        lastTLSFields = buffer.copy(from: start)
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
