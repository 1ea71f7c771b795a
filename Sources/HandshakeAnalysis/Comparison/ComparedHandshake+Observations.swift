import ByteParsing
import CertificateInspection
import TLSWire

extension ComparedHandshake {
    typealias Observation = Difference.Observation

    /// Silence that is worth a word.
    static let notableSilence: Int64 = 1_000_000_000

    /// What this handshake says of an aspect; `nil` if that is not known, or the aspect does not apply to it.
    func observation(of aspect: ComparedAspect) -> Observation? {
        switch aspect {
        case .clientAddress: Observation(.text(report.client.address.description))
        case .serverAddress: Observation(.text(report.server.description))
        case .precededBy: Observation(report.precededBy.map { .text($0) } ?? .absent)
        case .certificate(let role, let part): observation(of: part, role)
        case .certificateRequest, .requestedAuthorities, .requestedCertificateTypes,
            .requestedSignatureAlgorithms, .requestSize:
            observationOfRequest(aspect)
        case .missingBytes, .verdict, .alert, .refusal, .departure, .silence: observationOfEnd(aspect)
        default: observationOfHello(aspect)
        }
    }

    // MARK: Hellos

    private func observationOfHello(_ aspect: ComparedAspect) -> Observation? {
        if let answer = observationOfAnswer(aspect) { return answer }
        guard let seen = answeredHello else { return nil }
        return Self.value(of: aspect, in: seen.message).map { value in
            Observation(value, at: value == .absent ? nil : seen.packet)
        }
    }

    private static func value(of aspect: ComparedAspect, in hello: ClientHello) -> Difference.Value? {
        switch aspect {
        case .offeredVersions: names(hello.versionsOffered)
        case .offeredCipherSuites: names(hello.cipherSuites.filter { !Self.signals.contains($0) })
        case .serverName: hello.serverName.map { .text($0) } ?? .absent
        case .offeredApplicationProtocols:
            hello.applicationProtocols.isEmpty ? .absent : .list(hello.applicationProtocols)
        case .offeredGroups: names(hello.supportedGroups)
        case .offeredSignatureAlgorithms: names(hello.signatureAlgorithms)
        case .offeredExtensions: names(hello.extensionTypes.filter { !Self.comparedElsewhere.contains($0) })
        case .offeredSession: session(in: hello)
        case .postHandshakeAuth: hello.offersPostHandshakeAuth ? .word("offered") : .absent
        default: nil
        }
    }

    /// Not suites but signals, whose place says nothing.
    private static let signals: Set<CipherSuite> = [.TLS_EMPTY_RENEGOTIATION_INFO_SCSV, .TLS_FALLBACK_SCSV]

    /// Extensions that have an aspect of their own, or come and go by nature.
    private static let comparedElsewhere: Set<ExtensionType> = [
        .serverName, .applicationLayerProtocolNegotiation, .supportedVersions, .postHandshakeAuth, .padding,
        .cookie, .preSharedKey, .earlyData, .sessionTicket,
    ]

    private static func names<Point: CodePoint>(_ points: [Point]) -> Difference.Value
    where Point.RawValue == UInt16 {
        let names = points.filter { !$0.isGREASE }.map(\.displayName)
        return names.isEmpty ? .absent : .list(names)
    }

    private static func session(in hello: ClientHello) -> Difference.Value {
        if !hello.preSharedKeyIdentities.isEmpty { return .word(ResumptionKind.preSharedKey.rawValue) }
        if let ticket = hello.sessionTicket, !ticket.isEmpty {
            return .word(ResumptionKind.sessionTicket.rawValue)
        }
        // A client that could speak TLS 1.3 fills the field with random bytes.
        let isNamed = !hello.legacySessionID.isEmpty && !hello.offersTLS13
        return isNamed ? .word(ResumptionKind.sessionID.rawValue) : .absent
    }

    private func observationOfAnswer(_ aspect: ComparedAspect) -> Observation? {
        switch aspect {
        case .helloRetryRequest:
            guard serverHello != nil || helloRetryRequest != nil else { return nil }
            return helloRetryRequest.map { Observation(.word("sent"), at: $0) } ?? Observation(.absent)
        case .version:
            guard let version = report.tls.version else { return nil }
            return Observation(.text(version.displayName), at: serverHello?.packet)
        case .cipherSuite:
            return serverHello.map { Observation(.text($0.message.cipherSuite.displayName), at: $0.packet) }
        case .group: return group.map { Observation(.text($0.message.displayName), at: $0.packet) }
        case .applicationProtocol:
            if let applicationProtocol {
                return Observation(.text(applicationProtocol.message), at: applicationProtocol.packet)
            }
            return serverHello == nil || isHidden ? nil : Observation(.absent)
        case .resumption:
            guard serverHello != nil else { return nil }
            let resumption = report.tls.resumption
            return Observation(resumption.map { .word($0.rawValue) } ?? .absent, at: serverHello?.packet)
        case .authentication: return report.tls.authentication.map { Observation(.word($0.rawValue)) }
        default: return nil
        }
    }

    // MARK: Request

    private func observationOfRequest(_ aspect: ComparedAspect) -> Observation? {
        guard let request = report.certificateRequest else {
            guard aspect == .certificateRequest, let isRequested, !isRequested else { return nil }
            return Observation(.absent)
        }
        if aspect == .certificateRequest {
            return Observation(.word(request.stage.rawValue), at: request.packet)
        }
        if aspect == .requestSize { return inferredRequestSize }
        guard request.basis != .inferred else { return nil }
        switch aspect {
        case .requestedAuthorities:
            let names = request.certificateAuthorities.map {
                DistinguishedName.text(ofDER: $0) ?? "#" + $0.hexadecimal
            }
            return Observation(names.isEmpty ? .absent : .list(names), at: request.packet)
        case .requestedCertificateTypes:
            // TLS 1.3 has none.
            guard !request.certificateTypes.isEmpty else { return nil }
            return Observation(.list(request.certificateTypes.map(\.displayName)), at: request.packet)
        case .requestedSignatureAlgorithms:
            let names = request.signatureAlgorithms.map(\.displayName)
            return Observation(names.isEmpty ? .absent : .list(names), at: request.packet)
        default: return nil
        }
    }

    private var inferredRequestSize: Observation? {
        for case .serverFlightRequests(_, let size, let packet) in inferenceSteps {
            return Observation(.bytes(size), at: packet)
        }
        return nil
    }

    // MARK: End

    private func observationOfEnd(_ aspect: ComparedAspect) -> Observation? {
        switch aspect {
        case .missingBytes:
            let count = report.streamNotes.missingBytes
            return Observation(count == 0 ? .absent : .bytes(count))
        case .verdict:
            return Observation(.word(verdict.failure?.kind.rawValue ?? verdict.status.rawValue))
        case .alert:
            guard let alert = verdict.failure?.alert else { return Observation(.absent) }
            return Observation(.alert(alert), at: alert.packet)
        case .refusal:
            if let refusal { return Observation(.refusal(refusal), at: refusal.packet) }
            return report.tls.isDecrypted ? Observation(.absent) : nil
        case .departure:
            guard let firstDeparture else { return Observation(.absent) }
            return Observation(
                .departure(by: firstDeparture.role, isReset: firstDeparture.isReset),
                at: firstDeparture.packet
            )
        case .silence:
            guard let (event, duration) = longestSilence, duration >= Self.notableSilence else {
                return Observation(.absent)
            }
            return Observation(.silence(before: event.sender, nanoseconds: duration), at: event.packet)
        default: return nil
        }
    }
}
