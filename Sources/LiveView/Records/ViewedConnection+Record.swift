import ByteParsing
import HandshakeAnalysis
import TLSWire

extension ViewedConnection {
    /// Of a record `connection` of any detail; `nil` where something is missing that every record has.
    init?(_ value: JSONValue) {
        if value["detail"]?.string == "brief" { self.init(brief: value) } else { self.init(whole: value) }
    }

    private init?(whole value: JSONValue) {
        guard let id = value["id"]?.string, let client = value["client"].flatMap(Self.endpoint),
            let server = value["server"].flatMap(Self.endpoint), let start = value["start_time"]?.time,
            let end = value["end_time"]?.time, let outcome = value["mutual_auth"],
            let status = outcome["status"]?.string.flatMap(Verdict.Status.init)
        else { return nil }
        let failure = outcome["failure"]
        let detail = RecordedDetail(value, start: start)
        let cause = detail.findings.first { $0.severity == .error }?.code ?? failure?["kind"]?.string
        self.init(
            name: Self.name(id),
            run: value["run"]?.string,
            revision: value["revision"]?.integer.flatMap { Int(exactly: $0) } ?? 1,
            start: start,
            end: end,
            client: client.whole,
            clientAddress: client.address,
            server: server.whole,
            service: Self.service(value["tls"]?["server_name"]?.string, server),
            version: value["tls"]?["version"]?.string,
            status: status,
            basis: outcome["basis"]?.string.flatMap(Basis.init) ?? .observed,
            confidence: outcome["confidence"]?.string.flatMap(Verdict.Confidence.init),
            isResumed: outcome["resumed"]?.bool ?? false,
            failure: failure?["kind"]?.string.flatMap(Failure.Kind.init),
            cause: cause.flatMap { Cause(code: $0) },
            unknownCause: cause.flatMap { Cause(code: $0) == nil ? $0 : nil },
            alert: failure?["alert"].map(Self.alert),
            endedBy: (failure?["alert"]?["sender"] ?? failure?["closed_by"])?.role,
            wasRequested: Self.wasRequested(value, status),
            clientSubject: value["client_certificate"]?["chain"]?.elements.first?["subject"]?.string,
            lossMeanwhile: value["stream"]?["loss_meanwhile"]?.count ?? 0,
            detail: .record(detail)
        )
        for owner in ViewedCertificate.Owner.allCases {
            let chain = value["\(owner.rawValue)_certificate"]?["chain"]?.elements ?? []
            for (depth, certificate) in chain.prefix(Self.mostCertificates).enumerated() {
                guard let identity = Self.identity(certificate["fingerprint_sha256"]?.string) else {
                    continue
                }
                recordedCertificates.append(
                    ViewedCertificate(certificate, identity, owner, depth, service, client.address, end)
                )
            }
        }
    }

    private init?(brief value: JSONValue) {
        guard let id = value["id"]?.string, let client = value["client"]?.string,
            let server = value["server"]?.string, let time = value["time"]?.time,
            let status = value["status"]?.string.flatMap(Verdict.Status.init)
        else { return nil }
        var detail = RecordedDetail()
        detail.isBrief = true
        let kind = value["failure"]?.string
        let cause = value["cause"]?.string ?? kind
        let (address, port) = Self.split(server)
        self.init(
            name: Self.name(id),
            run: value["run"]?.string,
            revision: value["revision"]?.integer.flatMap { Int(exactly: $0) } ?? 1,
            start: time,
            end: time,
            client: client,
            clientAddress: Self.split(client).address,
            server: server,
            service: Self.service(value["server_name"]?.string, (server, address, port)),
            version: value["version"]?.string,
            status: status,
            basis: value["basis"]?.string.flatMap(Basis.init) ?? .observed,
            confidence: value["confidence"]?.string.flatMap(Verdict.Confidence.init),
            isResumed: value["resumed"]?.bool ?? false,
            failure: kind.flatMap(Failure.Kind.init),
            cause: cause.flatMap { Cause(code: $0) },
            unknownCause: cause.flatMap { Cause(code: $0) == nil ? $0 : nil },
            alert: value["alert"]?.string,
            endedBy: value.has("closed_by")
                ? value["closed_by"]?.role : kind.flatMap(Failure.Kind.init)?.usualEnder,
            wasRequested: status == .notRequested
                ? false : status == .completed || status == .notPresented ? true : nil,
            clientSubject: nil,
            lossMeanwhile: value["loss_meanwhile"]?.count ?? 0,
            detail: .record(detail)
        )
        for owner in ViewedCertificate.Owner.allCases {
            guard let identity = Self.identity(value["\(owner.rawValue)_certificate"]?.string) else {
                continue
            }
            recordedCertificates.append(
                ViewedCertificate(
                    identity: identity,
                    owner: owner,
                    depth: 0,
                    service: service,
                    client: clientAddress,
                    time: time
                )
            )
        }
    }

    /// Of a record `group`, which stands for several connections.
    init?(tally value: JSONValue) {
        guard let count = value["count"]?.count, count > 0, let start = value["start_time"]?.time,
            let end = value["end_time"]?.time,
            let status = value["status"]?.string.flatMap(Verdict.Status.init)
        else { return nil }
        let server = value["server"].flatMap(Self.endpoint)?.whole ?? "several servers"
        let client = value["client"]?.string ?? "several clients"
        let cause = value["cause"]?.string
        let known = cause.flatMap { Cause(code: $0) }
        self.init(
            name: value["example"]?.string.map(Self.name) ?? "",
            run: value["run"]?.string,
            count: count,
            start: start,
            end: end,
            client: client,
            clientAddress: client,
            server: server,
            service: server,
            status: status,
            basis: .observed,
            failure: nil,
            cause: known,
            unknownCause: known == nil ? cause : nil,
            wasRequested: status == .notRequested
                ? false : status == .completed || status == .notPresented ? true : nil,
            detail: .tally
        )
        if case .failure(let kind)? = known { failure = kind }
    }

    // MARK: Parts

    /// `c12` as people read it.
    private static func name(_ id: String) -> String { id.hasPrefix("c") ? "#" + id.dropFirst() : id }

    static func endpoint(_ value: JSONValue) -> (whole: String, address: String, port: String?)? {
        guard let address = value["address"]?.string else { return nil }
        guard let port = value["port"]?.integer else { return (address, address, nil) }
        return (address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)", address, "\(port)")
    }

    private static func service(
        _ name: String?,
        _ server: (whole: String, address: String, port: String?)
    ) -> String {
        guard let name else { return server.whole }
        return server.port.map { "\(name):\($0)" } ?? name
    }

    /// `[2001:db8::1]:443` and `192.0.2.1:443` in two; a station has no port.
    private static func split(_ endpoint: String) -> (address: String, port: String?) {
        guard let colon = endpoint.lastIndex(of: ":") else { return (endpoint, nil) }
        let port = endpoint[endpoint.index(after: colon)...]
        let address = endpoint[..<colon]
        if address.hasPrefix("["), address.hasSuffix("]") {
            return (String(address.dropFirst().dropLast()), String(port))
        }
        return address.contains(":") ? (endpoint, nil) : (String(address), String(port))
    }

    private static func alert(_ value: JSONValue) -> String {
        if let name = value["name"]?.string {
            return value["code"]?.integer.map { "\(name) (\($0))" } ?? name
        }
        return value["code"]?.integer.map { "alert \($0)" } ?? "encrypted alert"
    }

    private static func wasRequested(_ value: JSONValue, _ status: Verdict.Status) -> Bool? {
        if value["certificate_request"] != nil { return true }
        return status == .notRequested ? false : status == .completed || status == .notPresented ? true : nil
    }

    static func identity(_ fingerprint: String?) -> String? {
        guard let fingerprint, fingerprint.utf8.count >= 16 else { return nil }
        return String(fingerprint.prefix(16))
    }
}

extension JSONValue {
    var role: Role? {
        switch string {
        case "client"?: .client
        case "server"?: .server
        default: nil
        }
    }
}

extension RecordedDetail {
    /// Of each list of a record, so many entries are kept.
    private static let mostEntries = 200

    init(_ value: JSONValue, start: Timestamp) {
        findings = (value["diagnoses"]?.elements ?? []).prefix(Self.mostEntries).compactMap { entry in
            guard let code = entry["code"]?.string, let summary = entry["summary"]?.string else { return nil }
            return Finding(
                code: code,
                severity: entry["severity"]?.string.flatMap(Diagnosis.Severity.init) ?? .info,
                summary: summary,
                remedy: entry["remedy"]?.string
            )
        }
        reasons = (value["mutual_auth"]?["reasons"]?.elements ?? []).prefix(Self.mostEntries).compactMap(
            \.string
        )
        let shown = value["mutual_auth"]?["failure"]?["shown_as"]?.elements ?? []
        usersSee = shown.prefix(Self.mostEntries).compactMap { entry in
            guard let program = entry["program"]?.string, let text = entry["text"]?.string else { return nil }
            return text.hasPrefix("\(program):") ? text : "\(program): \(text)"
        }
        messages = (value["messages"]?.elements ?? []).prefix(Self.mostEntries).compactMap { entry in
            guard let name = entry["message"]?.string, let sender = entry["sender"]?.role else { return nil }
            let time = entry["time"]?.time ?? start
            return Message(
                frame: entry["frame"]?.count ?? 0,
                elapsed: time.nanoseconds.subtractingReportingOverflow(start.nanoseconds).partialValue,
                sender: sender,
                name: name,
                details: entry["details"]?.string ?? ""
            )
        }
    }
}

extension ViewedCertificate {
    init(
        _ value: JSONValue,
        _ identity: String,
        _ owner: Owner,
        _ depth: Int,
        _ service: String,
        _ client: String,
        _ time: Timestamp
    ) {
        self.init(
            identity: identity,
            owner: owner,
            depth: depth,
            subject: value["subject"]?.string,
            issuer: value["issuer"]?.string,
            notBefore: value["not_before"]?.time.map(Self.seconds),
            notAfter: value["not_after"]?.time.map(Self.seconds),
            key: value["public_key"]?.string,
            names: (value["subject_alternative_names"]?.elements ?? []).prefix(ViewedConnection.mostNames)
                .compactMap(\.string),
            service: service,
            client: client,
            time: time
        )
    }

    /// Of an event `certificate`.
    init?(sighting value: JSONValue) {
        guard let certificate = value["certificate"], let time = value["time"]?.time,
            let identity = ViewedConnection.identity(certificate["fingerprint_sha256"]?.string),
            let owner = value["owner"]?.string.flatMap(Owner.init)
        else { return nil }
        self.init(
            certificate,
            identity,
            owner,
            value["depth"]?.integer.flatMap { Int(exactly: $0) } ?? 0,
            value["server"].flatMap(ViewedConnection.endpoint)?.whole ?? "",
            value["client"].flatMap(ViewedConnection.endpoint)?.address ?? "",
            time
        )
    }

    private static func seconds(_ time: Timestamp) -> Int64 { time.nanoseconds / 1_000_000_000 }
}
