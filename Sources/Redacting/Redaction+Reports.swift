public import HandshakeAnalysis

extension Redaction {
    /// A report with nothing in it that was to be taken out.
    ///
    /// It is put together anew from what is known to be free of it: what is not named here is not in it.
    public func report(_ report: ConnectionReport) -> ConnectionReport {
        var verdict = report.verdict
        verdict.reasons = verdict.reasons.map { reason($0) }
        return ConnectionReport(
            id: report.id,
            revision: report.revision,
            transport: report.transport,
            carriage: report.carriage.map { carriage($0) },
            client: end(report.client),
            server: end(report.server),
            first: report.first,
            last: report.last,
            precededBy: report.precededBy,
            tls: TLSFacts(report.tls, serverName: name(report.tls.serverName)),
            verdict: verdict,
            facts: hidesNames ? ConcludedFacts(HandshakeFacts()) : report.facts,
            certificates: ReportedCertificates(
                request: report.certificateRequest.map { request($0) },
                client: report.clientCertificate.map { facts($0) },
                server: report.serverCertificate.map { facts($0) },
                candidates: report.candidates.map { subject($0) }
            ),
            diagnoses: report.diagnoses.map {
                Diagnosis(finding($0.finding), $0.severity, evidence: $0.evidence)
            },
            events: hidesNames ? [] : report.events,
            streamNotes: report.streamNotes
        )
    }

    private func carriage(_ carriage: Carriage) -> Carriage {
        Carriage(
            carrier: carriage.carrier,
            preambles: carriage.preambles.map { preamble in
                Preamble(
                    type: preamble.type,
                    name: place(preamble.name),
                    port: preamble.port,
                    client: place(preamble.client),
                    server: place(preamble.server)
                )
            },
            encapsulation: carriage.encapsulation.map { tunnel in
                Encapsulation(
                    type: tunnel.type,
                    id: tunnel.id,
                    source: place(tunnel.source),
                    destination: place(tunnel.destination)
                )
            },
            details: carriage.details.map { details($0) },
            identity: place(carriage.identity)
        )
    }

    /// Texts of a carrier may name anybody: identities, station names, connection ids.
    private func details(_ details: CarrierDetails) -> CarrierDetails {
        guard !isNothing else { return details }
        return details.mappingTexts { key, text in
            // An address with a port.
            if key.hasSuffix("moved_to") || key == "migrated_to" {
                return addresses?.redacted(text: text) ?? text
            }
            let isName = key.hasSuffix("name") || key.hasSuffix("identity")
            return isName || key.hasSuffix("station") || key == "nas" ? place(text) ?? text : text
        }
    }

    /// What the summary shows of places.
    public func summary(_ summary: AnalysisSummary) -> AnalysisSummary {
        guard !isNothing else { return summary }
        var summary = summary
        func example(_ example: AnalysisSummary.Example) -> AnalysisSummary.Example {
            AnalysisSummary.Example(
                packet: example.packet,
                source: example.source.map { end($0) },
                destination: example.destination.map { end($0) }
            )
        }
        summary.passedOver = summary.passedOver.map {
            var passedOver = $0
            passedOver.example = example($0.example)
            return passedOver
        }
        summary.attempts = summary.attempts.map {
            var attempt = $0
            attempt.server = $0.server.map { end($0) }
            attempt.example = example($0.example)
            attempt.refusal = $0.refusal.map { refusal($0) }
            return attempt
        }
        return summary
    }

    /// A server's words may quote anything: the number in front of them stays.
    private func refusal(_ refusal: StartRefusal) -> StartRefusal {
        let cause: StartRefusal.Cause =
            switch refusal.cause {
            case .reply(let words): .reply(String(words.prefix { $0 != " " && $0 != "-" }))
            case .code(let code, _): .code(code, text: "")
            default: refusal.cause
            }
        return StartRefusal(refusal.preamble, target: place(refusal.target), cause)
    }

    /// An event of a watch.
    public func event(_ event: LiveEvent) -> LiveEvent {
        switch event {
        case .connections(let reports): return .connections(reports.map { report($0) })
        case .statistics(let summary): return .statistics(self.summary(summary))
        case .state(let summary): return .state(self.summary(summary))
        case .certificate(var sighting):
            sighting.client = end(sighting.client)
            sighting.server = end(sighting.server)
            sighting.certificate = certificate(sighting.certificate)
            return .certificate(sighting)
        case .loss, .interface, .time, .reloaded, .notReloaded: return event
        }
    }

    // MARK: Reasons and findings

    private func reason(_ reason: Reason) -> Reason {
        switch reason {
        case .clientPresentedCertificate(let subject, let packet):
            .clientPresentedCertificate(subject: self.subject(subject), packet)
        case .sessionOfAnotherName(let original, let now):
            .sessionOfAnotherName(original: name(original), now: name(now))
        case .refusedByApplication(let refusal): .refusedByApplication(self.refusal(refusal))
        default: reason
        }
    }

    /// An application's words may quote anything.
    private func refusal(_ refusal: ApplicationRefusal) -> ApplicationRefusal {
        guard !isNothing else { return refusal }
        return ApplicationRefusal(
            refusal.applicationProtocol,
            concerns: refusal.concerns,
            code: refusal.code,
            text: nil,
            packet: refusal.packet
        )
    }

    private func mention(_ mention: Diagnosis.CertificateMention) -> Diagnosis.CertificateMention {
        Diagnosis.CertificateMention(
            mention.role,
            certificate(mention.certificate),
            position: mention.position
        )
    }

    /// No default: a new finding has to say what names it holds.
    private func finding(_ finding: Diagnosis.Finding) -> Diagnosis.Finding {
        switch finding {
        case .expired(let it, let seconds): .expired(mention(it), secondsAgo: seconds)
        case .notYetValid(let it, let seconds): .notYetValid(mention(it), secondsAhead: seconds)
        case .wrongPurpose(let it, let fault): .wrongPurpose(mention(it), fault)
        case .selfSigned(let it): .selfSigned(mention(it))
        case .untrusted(let it, let witness): .untrusted(mention(it), witness)
        case .revoked(let it, let witness): .revoked(mention(it), witness)
        case .authorityLacking(let it, let alert): .authorityLacking(mention(it), alert)
        case .revocationUnknown(let it, let code, let text):
            .revocationUnknown(mention(it), code: code, text: text)
        case .chainIncomplete(let it, let below):
            .chainIncomplete(mention(it), below: below.map { subject(der: $0) })
        case .chainDisordered(let role, let fault): .chainDisordered(role, chainFault(fault))
        case .weak(let it, let weakness): .weak(mention(it), weakness)
        case .proofInvalid(let it, let witness): .proofInvalid(mention(it), witness)
        case .refused(let role, let it, let alert, let isChecked):
            .refused(role, it.map { mention($0) }, alert, isChecked: isChecked)
        case .clientPresentedNone(let authorities, let schemes):
            .clientPresentedNone(authorities: authorities?.map { subject(der: $0) }, schemes: schemes)
        case .issuerNotRequested(let it, let authorities):
            .issuerNotRequested(mention(it), authorities: authorities.map { subject(der: $0) })
        case .schemeNotRequested(let it, let keys): .schemeNotRequested(mention(it), keys)
        case .publicAuthority(let it, let authority, let lacks):
            .publicAuthority(mention(it), name: subject(authority), lacksClientAuth: lacks)
        case .unexpectedName(let it, let expected, let shadowed):
            .unexpectedName(mention(it), expected: expected.map { name($0) }, shadowed: name(shadowed))
        case .sameOnBothEnds(let it): .sameOnBothEnds(mention(it))
        case .acceptedUnverifiable(let it, let code, let proof):
            .acceptedUnverifiable(mention(it), code, proof)
        case .refusedByApplication(let refusal): .refusedByApplication(self.refusal(refusal))
        case .ticketReused(let original, let now): .ticketReused(original: name(original), now: name(now))
        case .nameMismatch(let it, let expected): .nameMismatch(mention(it), expected: name(expected))
        case .unrecognizedName(let it): .unrecognizedName(name(it))
        case .tlsInsideTLS(let target): .tlsInsideTLS(target: place(target))
        case .refusedUnseen, .closedAfterRequest, .requestUnanswered, .requestedNoAuthority,
            .letInWithoutCertificate,
            .outcomeUnseen, .refusalSuspected, .postHandshakeAuthNotOffered,
            .resumedWithoutReauthentication, .leftWithoutWord, .closedWithoutAlert, .alertContradicted,
            .alertHidden, .timedOut, .leftBeforeHearing, .noCommonVersion, .noCommonCipherSuite,
            .noCommonGroup, .noCommonApplicationProtocol, .serverNameMissing, .handshakeRefused,
            .serverNeverAnswered, .peerDoesNotSpeakTLS, .captureIncomplete, .captureTruncated,
            .secretsOfAnotherConnection, .rejectedWithoutAlert, .rejectedAfterHandshake, .leftByCarrier,
            .fellSilent, .answerOwed:
            finding
        }
    }

    private func chainFault(_ fault: Diagnosis.ChainFault) -> Diagnosis.ChainFault {
        switch fault {
        case .outOfOrder: .outOfOrder
        case .strangers(let mentions): .strangers(mentions.map { mention($0) })
        case .carriesRoot(let it): .carriesRoot(mention(it))
        }
    }
}
