internal import ByteParsing
internal import HandshakeAnalysis
internal import TLSWire

extension Sentences {
    func sentence(for reason: Reason) -> String {
        var text = ByteBuffer(capacity: 160)
        let reasons = CollectionOfOne(reason)
        _ = write(reasons.span, at: 0, to: &text)
        return String(decoding: text.copy(), as: UTF8.self)
    }

    /// Appends the sentence of a reason of a verdict; returns from where on it may hold what a format escapes, or `nil` if
    /// it holds nothing but words of ours.
    ///
    /// The steps that nearly every connection has are looked at where they lie, since a report gives several for each.
    @inline(__always)
    func write(_ reasons: borrowing Span<Reason>, at index: Int, to text: inout ByteBuffer) -> Int? {
        let start = text.count
        if let (words, packet) = reasons[index].step {
            write(words, packet, to: &text)
        } else if let step = reasons[index].inference {
            write(step, to: &text)
        } else {
            writeFact(reasons[index], to: &text)
            return start
        }
        // Inputs without a name have a number.
        return inputNames.isEmpty ? nil : start
    }

    /// Appends words and the number that they end before.
    @inline(__always)
    private func write(_ words: StaticString, _ packet: PacketReference, to text: inout ByteBuffer) {
        text.append(words, decimal: packet.frame)
        if packet.input != homeInput { text.say(" of ", place(of: packet.input)) }
    }

    /// Appends that a client presented a certificate, up to the frame's number.
    static func write(presented subject: String, to text: inout ByteBuffer) {
        text.append("client presented the certificate " as StaticString)
        // As ``Wording/name(_:)`` has it.
        if subject.isEmpty {
            text.append("with an empty subject" as StaticString)
        } else {
            text.append(subject)
        }
        text.append(", frame " as StaticString)
    }

    /// What is more than a step.
    private func writeFact(_ reason: Reason, to text: inout ByteBuffer) {
        switch reason {
        case .serverNeverAnsweredHello, .nothingMoreSeen: if let words = reason.words { text.append(words) }
        case .clientPresentedCertificate(let subject?, let packet):
            Self.write(presented: subject, to: &text)
            write("", packet, to: &text)
        case .serverDidNotRequestCertificate:
            text.append("server did not request a client certificate" as StaticString)
        case .clientNeverAnsweredRequest: text.append("client never answered the request" as StaticString)
        case .serverNeverFinished: text.append("server never finished the handshake" as StaticString)
        case .clientNeverFinished: text.append("client never finished the handshake" as StaticString)
        case .answerOwed(let role, let silence): text.append(Wording.owing(role, silence))
        case .flightNeverAnswered(let role, let count, let packet):
            text.say("", role, " sent its last flight again, ", Wording.count(count, "time"), "")
            text.say(", and got no answer, ", frame(packet))
        case .clientHelloUnfinished:
            text.append("client sent the beginning of a ClientHello, and no more" as StaticString)
        case .serverAnswerUnfinished:
            text.append("server sent the beginning of a record, and no more" as StaticString)
        case .serverSpokeOtherProtocol(let speech):
            text.say("server ", Wording.speaks(speech), ", ", frame(speech.packet))
        case .alertSent(let fact): text.say("", fact.sender, " sent ", alert(fact))
        case .furtherAlertIgnored(let fact): text.say("", fact.sender, " then sent ", alert(fact))
        case .closed(let role, let packet): text.say("", role, " closed the connection, ", frame(packet))
        case .reset(let role, let packet): text.say("", role, " reset the connection, ", frame(packet))
        default: writeContext(reason, to: &text)
        }
    }

    /// What bears on the verdict without being a step of the handshake.
    private func writeContext(_ reason: Reason, to text: inout ByteBuffer) {
        switch reason {
        case .resumedSession(let kind): text.say("the session was resumed by ", Wording.resumption(kind))
        case .originalHandshakeSeen(let id):
            text.say("the session began with connection ", Wording.connection(id))
        case .sessionOfAnotherName(let original, let now):
            text.say(
                "the session was begun for ",
                Self.host(original),
                " and is resumed for ",
                Self.host(now)
            )
        case .originalRefused(let id):
            text.say(
                "the server refused the client of connection ",
                Wording.connection(id),
                " after its handshake"
            )
        case .originalHandshakeNotSeen:
            text.append("the handshake that began the session was not found in the capture" as StaticString)
        case .authenticatedWithoutCertificates(let kind):
            text.say("the parties authenticate by ", Wording.authentication(kind))
        case .carrierDecided(let outcome):
            text.say("", Wording.clause(outcome), ", ", frame(outcome.packet))
        case .refusedByApplication(let refusal):
            text.say("the application refused: ", Wording.words(of: refusal), ", ", frame(refusal.packet))
        case .emptyDataConnection(let control):
            text.say(
                "a data connection beside FTP's control connection ",
                Wording.connection(control),
                ": one that has nothing to carry is closed so"
            )
        case .perhapsEmptyDataConnection(let packet):
            text.say(
                "the beginning of another connection between the two is not in the capture, ",
                frame(packet),
                ": if that is FTP's control connection, this one had nothing to carry, and is closed so"
            )
        case .secretsRefused:
            text.append(
                "the secrets do not decrypt the records: they belong to another connection" as StaticString
            )
        case .captureLacksBytes(let role, let bytes):
            text.say("the capture lacks ", Wording.count(bytes, "byte"), " that the ", role, " sent")
        case .captureCut(let role, let bytes):
            text.say(
                "the snapshot length of the capture cut off ",
                Wording.count(bytes, "byte"),
                " that the ",
                role,
                " sent"
            )
        case .leftBeforeHearing(let role, let packet):
            text.say("", role, " left before it had received ", frame(packet))
        case .captureLacksDirection(let role):
            text.say("the capture holds nothing that the ", role, " sent")
        case .laterHandshakeNotRead:
            text.append(
                "it was not read, since too many other connections were waiting for one" as StaticString
            )
        case .captureStartsLate:
            text.append("the capture starts in the middle of the connection" as StaticString)
        case .malformedMessage(let type, let role, let packet):
            text.say("", role, " sent a malformed ", type.displayName, ", ", frame(packet))
        case .recordsLost(let role): text.say("the records of the ", role, " can no longer be told apart")
        default: break
        }
    }

    private static func host(_ name: String?) -> String { name.map { Wording.name($0) } ?? "no server name" }
}

extension Reason {
    /// The words of what one packet shows, which the packet's number follows; `nil` for reasons that say more or less.
    @inline(__always)
    var step: (words: StaticString, packet: PacketReference)? {
        switch self {
        case .serverRequestedCertificate(let packet):
            ("server requested a client certificate, frame ", packet)
        case .clientPresentedCertificate(nil, let packet): ("client presented a certificate, frame ", packet)
        case .clientPresentedNone(let packet):
            ("client answered the request with an empty Certificate, frame ", packet)
        case .clientPresentedNoneByAlert(let packet):
            ("client answered the request with the alert no_certificate, frame ", packet)
        case .clientProvedPossession(let packet): ("client sent its CertificateVerify, frame ", packet)
        case .serverFinished(let packet): ("server finished the handshake, frame ", packet)
        case .clientFinished(let packet): ("client finished the handshake, frame ", packet)
        case .serverSentApplicationData(let packet): ("server sent application data, frame ", packet)
        case .encryptedFromServerHello(let packet):
            ("everything after the ServerHello is encrypted, frame ", packet)
        case .encryptedRenegotiation(let packet): ("an encrypted renegotiation followed, frame ", packet)
        case .encryptedAlertNotReadable(let packet): ("an alert is encrypted, frame ", packet)
        case .serverClosedInsteadOfAnswering(let packet):
            ("server closed the connection instead of answering, frame ", packet)
        case .serverClosedAfterHandshake(let packet):
            ("server closed the connection as soon as both had finished, frame ", packet)
        case .clientClosedAfterHandshakeWithoutData(let packet):
            ("client closed the connection right after the handshake, frame ", packet)
        default: nil
        }
    }

    fileprivate var inference: InferenceStep? {
        if case .inferred(let step) = self { step } else { nil }
    }

    /// The packet that presented the client's certificate that a report shows, if that is what the reason says.
    @inline(__always)
    func presentation(in report: ConnectionReport) -> PacketReference? {
        guard case .clientPresentedCertificate(let subject?, let packet) = self,
            report.clientCertificate?.chain.subject == subject
        else { return nil }
        return packet
    }
}

extension Reason {
    /// The whole sentence of a reason of connections that anybody can begin by the thousand; it names no packet.
    @inline(__always)
    var words: StaticString? {
        switch self {
        case .serverNeverAnsweredHello: "server never answered the ClientHello"
        case .nothingMoreSeen: "nothing more was seen of the connection"
        default: nil
        }
    }
}
