import ByteParsing
import TLSWire

/// The server refused by closing or resetting the connection, without a word.
enum ServerClosedWithoutAlert: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard let failure = scene.verdict.failure, failure.closedBy == .server, failure.alert == nil,
            scene.facts.applicationRefusal?.isStreamError ?? true, !scene.isForeign,
            scene.facts.carrierOutcome == nil,
            let departure = scene.facts.departures.first(where: { $0.role == .server })
                ?? scene.facts.firstDeparture
        else { return [] }
        return [
            Diagnosis(
                .closedWithoutAlert(.server, isReset: departure.isReset),
                .error,
                evidence: [departure.packet]
            )
        ]
    }
}

/// An alert whose sender reset the connection at once: a reset discards what the peer has not read yet, so the peer's own
/// log tells of a reset and not of the alert.
enum AlertHiddenByReset: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard let alert = scene.alert,
            let departure = scene.facts.departures.first(where: { $0.role == alert.sender && $0.isReset }),
            departure.packet.time.nanoseconds - alert.packet.time.nanoseconds < longestPause,
            !hasLeft(alert.sender.opposite, before: departure, scene)
        else { return [] }
        return [Diagnosis(.alertHidden(alert), .warning, evidence: [alert.packet, departure.packet])]
    }

    /// After a second the peer has read what it was going to read.
    private static let longestPause: Int64 = 1_000_000_000

    /// A peer that had already closed in answer to the alert has read it.
    private static func hasLeft(
        _ role: Role,
        before departure: HandshakeFacts.Departure,
        _ scene: Scene
    ) -> Bool {
        scene.facts.departures.contains {
            $0.role == role && $0.packet.time < departure.packet.time
        }
    }
}

/// The server asked for a certificate when the handshake was over, and the client said other things or nothing.
enum RequestUnanswered: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard scene.facts.isAnswerOwed, scene.alert == nil, let request = scene.request,
            scene.verdict.reasons.contains(.clientNeverAnsweredRequest),
            // The answer may be what the capture lacks.
            scene.facts.missingBytes.client == 0, !scene.facts.lacksRecords
        else { return [] }
        let end = scene.facts.firstDeparture?.packet
        return [
            Diagnosis(
                .requestUnanswered(isAgain: scene.facts.clientCertificate != nil),
                scene.failure == nil ? .warning : .error,
                evidence: [request.packet, end].compactMap { $0 }
            )
        ]
    }
}

/// The client left, or said that it could not go on, once it had seen the request.
enum ClientClosedAfterRequest: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard scene.failure == .clientGaveUp, scene.alert != nil || !scene.facts.isAnswerOwed else {
            return []
        }
        let end = scene.alert?.packet ?? scene.facts.firstDeparture?.packet
        return [
            Diagnosis(
                .closedAfterRequest(scene.alert, isInferred: scene.request?.basis == .inferred),
                .error,
                evidence: [scene.request?.packet, end].compactMap { $0 }
            )
        ]
    }
}
