internal import ByteParsing
internal import HandshakeAnalysis
internal import TLSWire

// What was found about how a connection ended, what it lacked, and what limits the analysis.

extension Sentences {
    func summaryOfEnding(_ finding: Diagnosis.Finding) -> String {
        switch finding {
        case .closedWithoutAlert(let role, let isReset):
            "The \(Wording.name(of: role)) \(isReset ? "reset" : "closed") the connection without an alert, so the \(Wording.name(of: role.opposite)) cannot know why."
        case .leftWithoutWord(let fault, let tries): leftWithoutWord(fault) + Self.tries(tries)
        case .alertContradicted(let fact, let role): contradicted(fact, role)
        case .alertHidden(let fact):
            "The \(Wording.name(of: fact.sender)) sent \(said(fact)) and reset the connection at once: the \(Wording.name(of: fact.sender.opposite)) may never have read it, and reports a reset or a broken pipe instead."
        case .timedOut(.server, let seconds):
            "The server waited \(Wording.count(Int(seconds), "second")) for the client's answer and then closed the connection: the handshake timed out."
        case .timedOut(.client, let seconds):
            "The client waited \(Wording.count(Int(seconds), "second")) for the server's answer and then closed the connection: the handshake timed out."
        case .leftBeforeHearing(let role):
            "The \(Wording.name(of: role)) left before the \(Wording.name(of: role.opposite))'s answer had reached it, so it cannot have refused it: it gave up, was stopped or timed out."
        default: summaryOfCarrier(finding) ?? summaryOfBeginning(finding)
        }
    }

    /// ` Clients also …`, with its space, where an alert has another meaning than its name says.
    static func otherReading(_ fact: AlertFact) -> String {
        guard fact.mayRefuseName else { return "" }
        return
            " Some clients send this alert, too, when the server's certificate is not for the name that they expect."
    }

    private func contradicted(_ fact: AlertFact, _ role: Role) -> String {
        let sender = Wording.name(of: fact.sender)
        switch fact.alert?.description {
        case .certificateRequired:
            return
                "The \(sender) sent \(said(fact)), although the \(Wording.name(of: role)) presented a certificate."
        case .decryptError:
            return "The \(sender) sent \(said(fact)), but the \(Wording.name(of: role))'s signature is valid."
        default:
            return
                "The \(sender) sent \(said(fact)), but every certificate that the \(Wording.name(of: role)) presented was valid at that time. Something on the \(sender)'s own side has expired, most likely its revocation list or an authority in its trust store, or its clock is wrong."
        }
    }

    private func summaryOfBeginning(_ finding: Diagnosis.Finding) -> String {
        switch finding {
        case .noCommonVersion(let offered):
            "The two sides have no protocol version in common: the client offers \(Self.list(offered, \.displayName))."
        case .noCommonCipherSuite(let offered):
            "The two sides have no cipher suite in common: the server \(offered == 1 ? "does not accept the one suite" : "accepts none of the \(offered) suites") that the client offers."
        case .noCommonGroup(let offered):
            "The two sides have no group for the key exchange in common: the client offers \(Self.list(offered, atMost: 6, \.displayName))."
        case .noCommonApplicationProtocol(let offered):
            "The two sides have no application protocol (ALPN) in common: the client offers \(Self.list(offered))."
        case .unrecognizedName(let name):
            "The server does not serve the name \(name) that the client asked for."
        case .serverNameMissing:
            "The client sent no server name (SNI), and the server ended the handshake: it requires one, perhaps because it serves several names."
        case .handshakeRefused(let fact, .notAsked):
            "The \(Wording.name(of: fact.sender)) ended the handshake with \(said(fact)) before a client certificate was asked for."
                + Self.otherReading(fact)
        case .handshakeRefused(let fact, .asked):
            "The \(Wording.name(of: fact.sender)) ended the handshake with \(said(fact)), an alert that does not concern certificates."
        case .handshakeRefused(let fact, .hidden):
            "The \(Wording.name(of: fact.sender)) ended the handshake with \(said(fact)). Whether a client certificate had been asked for cannot be seen."
                + Self.otherReading(fact)
        case .serverNeverAnswered: "The server never answered the ClientHello."
        case .peerDoesNotSpeakTLS(let speech, let port):
            "The server does not speak TLS on port \(port): it \(Wording.speaks(speech)). Many clients call this a wrong version number."
        default: summaryOfLimits(finding)
        }
    }

    private func summaryOfLimits(_ finding: Diagnosis.Finding) -> String {
        switch finding {
        case .captureTruncated(let bytes):
            "The capture's snapshot length cut off \(Wording.count(bytes, "byte")) of this connection's packets: what they said is not in the capture."
        case .captureIncomplete(.bytes(let role, let bytes)):
            "The capture lacks \(Wording.count(bytes, "byte")) that the \(Wording.name(of: role)) sent, and the verdict depends on them."
        case .captureIncomplete(.direction(let role)):
            "The capture holds nothing that the \(Wording.name(of: role)) sent."
        case .captureIncomplete(.start): "The capture begins in the middle of the connection."
        case .captureIncomplete(.end):
            "The capture shows nothing more of the connection, and neither side had closed it."
        case .tlsInsideTLS(let target?):
            "Inside this connection the client began another TLS connection, with \(Wording.name(target)) through the proxy (CONNECT). This report is about the outer connection; the inner one is not analysed."
        case .tlsInsideTLS(nil):
            "Inside this connection the client began another TLS connection. This report is about the outer connection; the inner one is not analysed."
        case .secretsOfAnotherConnection:
            "The secrets that were given for this connection do not decrypt its records: they belong to another connection."
        default: ""
        }
    }
}
