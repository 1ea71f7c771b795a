import ByteParsing

/// TLS was spoken to a port on which the server speaks something else.
enum ForeignSpeechRule: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        for reason in scene.verdict.reasons {
            guard case .serverSpokeOtherProtocol(let speech) = reason else { continue }
            let evidence = [scene.facts.clientHello?.packet, speech.packet].compactMap { $0 }
            return [
                Diagnosis(
                    .peerDoesNotSpeakTLS(speech, port: scene.serverPort),
                    .error,
                    evidence: speech.isGreeting ? evidence.reversed() : evidence
                )
            ]
        }
        return []
    }
}
