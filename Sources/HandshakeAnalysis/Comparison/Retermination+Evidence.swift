import ByteParsing
import CertificateInspection
import TLSWire

extension Retermination {
    /// How long after the client's leg was decided the other may begin, in nanoseconds: some connect on the first request.
    private static let patience: Int64 = 2_000_000_000

    /// Two legs, or `nil` if they are two connections like any other.
    ///
    /// Two connections of one client to one server are common, and so are two certificates under one name, at two times.
    /// What makes them legs is that they overlap, and that either an address links them or the certificates differ.
    init?(_ good: ComparedHandshake, _ bad: ComparedHandshake) {
        guard good.firstHello != nil, bad.firstHello != nil else { return nil }
        var evidence: [Evidence] = []
        let link = Self.link(good.report, bad.report)
        guard Self.overlap(good.report, bad.report, patience: link == nil ? 0 : Self.patience) else {
            return nil
        }
        let clientLeg = link?.clientLeg ?? (Self.isEarlier(good.report, bad.report) ? .good : .bad)
        if let link { evidence.append(.middleboxAddress(link.address)) }
        let (outer, inner) = clientLeg == .good ? (good, bad) : (bad, good)
        let name = outer.report.tls.serverName
        if let name, name == inner.report.tls.serverName { evidence.append(.serverName(name)) }
        let certificates = Self.certificates(outer, inner)
        if link == nil {
            // Without an address that links them, it takes one name with two certificates.
            guard !evidence.isEmpty, certificates != nil, !Self.isOnePair(outer, inner) else { return nil }
        }
        if let certificates { evidence.append(certificates) }
        evidence.append(.overlap)
        self.clientLeg = clientLeg
        self.evidence = evidence
        clientCertificate = ClientCertificateHandling(clientLeg: outer, serverLeg: inner)
    }

    private static func isEarlier(_ good: ConnectionReport, _ bad: ConnectionReport) -> Bool {
        good.first.time <= bad.first.time
    }

    private static func overlap(
        _ good: ConnectionReport,
        _ bad: ConnectionReport,
        patience: Int64
    ) -> Bool {
        let (earlier, later) = isEarlier(good, bad) ? (good, bad) : (bad, good)
        return later.first.time.nanoseconds
            <= earlier.last.time.nanoseconds.addingReportingOverflow(patience).partialValue
    }

    /// The address at which one leg ends and the other begins, if the two are not one pair of hosts.
    private static func link(
        _ good: ConnectionReport,
        _ bad: ConnectionReport
    ) -> (clientLeg: ComparedSide, address: IPAddress)? {
        // A host that talks to itself is its own client and server: that links nothing.
        guard good.client.address != good.server.address, bad.client.address != bad.server.address else {
            return nil
        }
        if good.server.address == bad.client.address, bad.server.address != good.client.address {
            return (.good, good.server.address)
        }
        if bad.server.address == good.client.address, good.server.address != bad.client.address {
            return (.bad, bad.server.address)
        }
        return nil
    }

    /// Two connections between the same two hosts: legs only if they look like one to both ends.
    ///
    /// A transparent middlebox keeps the server's port. Of the client's ports it may not keep any, and then only another
    /// issuer tells it from a server whose certificate is being renewed.
    private static func isOnePair(_ outer: ComparedHandshake, _ inner: ComparedHandshake) -> Bool {
        let (first, second) = (outer.report, inner.report)
        guard first.client.address == second.client.address, first.server.address == second.server.address
        else { return false }
        if first.server.port != second.server.port { return true }
        return first.client.port != second.client.port
            && outer.chain(of: .server).first?.issuer == inner.chain(of: .server).first?.issuer
    }

    private static func certificates(_ outer: ComparedHandshake, _ inner: ComparedHandshake) -> Evidence? {
        guard let first = outer.chain(of: .server).first, let second = inner.chain(of: .server).first,
            first != second
        else { return nil }
        let isSameIssuer = first.issuer == second.issuer
        return .serverCertificate(
            clientLeg: (isSameIssuer ? first.subject : first.issuer) ?? "",
            serverLeg: (isSameIssuer ? second.subject : second.issuer) ?? ""
        )
    }
}

extension Retermination.ClientCertificateHandling {
    fileprivate init?(clientLeg: ComparedHandshake, serverLeg: ComparedHandshake) {
        let isPresented = Self.isPresented(clientLeg)
        switch (clientLeg.isRequested, serverLeg.isRequested) {
        case (false, true): self = .notAskedFor
        case (true, false) where isPresented == true: self = .endsAtMiddlebox
        case (true, true) where isPresented == true:
            switch Self.isPresented(serverLeg) {
            case false: self = .notPassedOn
            case true:
                guard let first = clientLeg.chain(of: .client).first,
                    let second = serverLeg.chain(of: .client).first, first != second
                else { return nil }
                self = .replaced
            case nil: return nil
            }
        default: return nil
        }
    }

    private static func isPresented(_ handshake: ComparedHandshake) -> Bool? {
        if let facts = handshake.report.clientCertificate { return !facts.chain.isEmpty }
        return handshake.declinedByAlert == nil ? nil : false
    }
}
