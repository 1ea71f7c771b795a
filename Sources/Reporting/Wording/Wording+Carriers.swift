internal import ByteParsing
internal import HandshakeAnalysis
internal import TLSWire

// What carriers of TLS say and do beside it.

extension Wording {
    /// `EAP-Failure`; `nil` of an end that said nothing.
    static func word(of outcome: CarrierOutcome) -> String? {
        switch outcome.kind {
        case .accepted(let word), .rejected(let word), .left(_, let word): word.rawValue
        case .silent, .owing: nil
        }
    }

    /// `radius: method PEAP, version 0, identity device-7`; `nil` where there is nothing but a name.
    static func carrier(_ carriage: Carriage) -> String? {
        guard let details = carriage.details, let name = carriage.carrier else { return nil }
        let fields = details.fields.compactMap { field in
            text(of: field.value).map { "\(field.key.split(separator: "_").joined(separator: " ")) \($0)" }
        }
        return "\(name): \(fields.joined(separator: ", "))"
    }

    private static func text(of value: CarrierDetails.Value) -> String? {
        switch value {
        case .text(let text): text
        case .texts(let texts): texts.isEmpty ? nil : texts.joined(separator: " ")
        case .number(let number): String(number)
        case .flag(let flag): flag ? "yes" : "no"
        case .unknown: nil
        }
    }

    static func clause(_ outcome: CarrierOutcome) -> String {
        switch outcome.kind {
        case .accepted(.tunnelData): "server sent data through the tunnel"
        case .accepted(let word), .rejected(let word): "server answered with \(word.rawValue)"
        case .left(let role, .eapolLogoff): "\(name(of: role)) logged off"
        case .left(let role, let word): "\(name(of: role)) restarted with \(word.rawValue)"
        case .silent(let role, let repetitions, let heardPart): silence(of: role, repetitions, heardPart)
        case .owing(let role): owing(role, nil)
        }
    }

    /// `no answer from the server up to the capture's end`.
    static func owing(_ role: Role, _ silence: Int?) -> String {
        let end = silence.map { "for \(count($0, "second")), nor anything else" } ?? "up to the capture's end"
        return "no answer from the \(name(of: role)) \(end)"
    }

    private static func times(_ count: Int) -> String {
        switch count {
        case 1: "once"
        case 2: "twice"
        default: "\(count) times"
        }
    }

    private static func silence(of role: Role, _ repetitions: Int, _ heardPart: Bool) -> String {
        let other = name(of: role.opposite)
        let heard =
            heardPart
            ? "\(name(of: role)) acknowledged the beginning of the \(other)'s flight and then"
            : name(of: role)
        let again =
            repetitions > 0 ? ", although the \(other) retransmitted the rest \(times(repetitions))" : ""
        return "\(heard) stopped answering\(again)"
    }
}

extension Sentences {
    /// What was found about how a carrier's exchange ended.
    func summaryOfCarrier(_ finding: Diagnosis.Finding) -> String? {
        switch finding {
        case .rejectedWithoutAlert(let outcome):
            "The server ended the exchange with \(Wording.word(of: outcome) ?? "a refusal") right after the client's answer. It sent no TLS alert (its log may name one), so the client cannot know why."
        case .rejectedAfterHandshake(let outcome) where outcome.hasInnerMethod:
            "The TLS handshake of \(outcome.method ?? "EAP") was finished when the server sent \(Wording.word(of: outcome) ?? "a refusal"): the inner method failed (a wrong password, for example), not TLS."
        case .rejectedAfterHandshake(let outcome):
            "The TLS handshake was finished when the server sent \(Wording.word(of: outcome) ?? "a refusal"): the certificate was good for TLS, and the client was turned away for another reason, such as its identity or a policy."
        case .leftByCarrier(let outcome):
            "\(Self.whole(Wording.clause(outcome)).dropLast()), in the middle of the handshake, without an alert."
        case .fellSilent(let outcome):
            "\(Self.whole(Wording.clause(outcome)).dropLast()). Either it refused the certificate without an alert, or packets were lost."
        case .answerOwed(let role, let silence): Self.answerOwed(by: role, silence)
        default: nil
        }
    }

    private static func answerOwed(by role: Role, _ silence: Int?) -> String {
        let (one, other) = (Wording.name(of: role), Wording.name(of: role.opposite))
        guard let silence else {
            return
                "The \(other)'s flight is whole, and the capture ends without the \(one)'s answer: either the \(one) refused without a word, as some do over datagrams, or the capture was stopped just there."
        }
        return
            "The \(other)'s flight is whole, and neither the \(one)'s answer nor the flight once more came within \(Wording.count(silence, "second")): either the \(one) refused without a word, as some do over datagrams, and the \(other) gave up, or what they said after that is not in the capture."
    }

    func remedyForCarrier(_ finding: Diagnosis.Finding) -> String? {
        switch finding {
        case .rejectedWithoutAlert:
            "Check the log of the authentication server (FreeRADIUS: radiusd -X, hostapd: -dd) at that time; the alert that it logs was not sent."
        case .rejectedAfterHandshake(let outcome) where outcome.hasInnerMethod:
            "Check the user name and password of the inner method, and the log of the authentication server."
        case .rejectedAfterHandshake:
            "Check the log of the authentication server: the certificate's name may not be that of a known user, or a policy turned it away."
        case .leftByCarrier:
            "Check the log of the supplicant at that time; Windows asks its user whether to trust an unknown server certificate."
        case .fellSilent(let outcome):
            "Check the log of the \(outcome.silent.map(Wording.name) ?? "other side") at that time, and check that packets of that size get through."
        case .answerOwed(let role, _):
            "Check the log of the \(Wording.name(of: role)) at that time; or capture again, from before the connection until the \(Wording.name(of: role.opposite)) has given up."
        default: nil
        }
    }
}
