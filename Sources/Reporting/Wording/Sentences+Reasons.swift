internal import ByteParsing
internal import HandshakeAnalysis
internal import TLSWire

extension Sentences {
    func sentence(for reason: Reason) -> String {
        var text = ByteBuffer(capacity: 160)
        _ = write(reason, to: &text)
        return String(decoding: text.copy(), as: UTF8.self)
    }

    /// Appends the sentence of a reason of a verdict; returns whether it holds nothing but words of ours, which no format
    /// escapes.
    ///
    /// The steps that nearly every connection has are written in place, since a report gives several for each.
    @inline(__always)
    func write(_ reasons: borrowing Span<Reason>, at index: Int, to text: inout ByteBuffer) -> Bool {
        if let (words, packet) = reasons[index].step { return write(words, packet, to: &text) }
        if let (subject, packet) = reasons[index].presented {
            return write(presented: subject, packet, to: &text)
        }
        return write(reasons[index], to: &text)
    }

    private func write(_ reason: Reason, to text: inout ByteBuffer) -> Bool {
        if let (words, packet) = reason.step { return write(words, packet, to: &text) }
        if let (subject, packet) = reason.presented { return write(presented: subject, packet, to: &text) }
        let phrase = phrase(for: reason)
        text.append(phrase)
        return phrase.isPlain
    }

    /// Appends words and the number that they end before; returns whether no file's name had to follow.
    @inline(__always)
    private func write(_ words: StaticString, _ packet: PacketReference, to text: inout ByteBuffer) -> Bool {
        text.append(words, decimal: packet.frame)
        if packet.input == homeInput { return true }
        text.append(" of " as StaticString)
        text.append(place(of: packet.input))
        return false
    }

    private func write(
        presented subject: String,
        _ packet: PacketReference,
        to text: inout ByteBuffer
    ) -> Bool {
        text.append("client presented the certificate " as StaticString)
        // As ``Wording/name(_:)`` has it.
        if subject.isEmpty { text.append("with an empty subject" as StaticString) } else { text.append(subject) }
        _ = write(", frame ", packet, to: &text)
        return false
    }

    /// What is more than a step.
    private func phrase(for reason: Reason) -> Phrase {
        switch reason {
        case .serverDidNotRequestCertificate: "server did not request a client certificate"
        case .clientNeverAnsweredRequest: "client never answered the request"
        case .serverNeverFinished: "server never finished the handshake"
        case .clientNeverFinished: "client never finished the handshake"
        case .serverNeverAnsweredHello: "server never answered the ClientHello"
        case .alertSent(let fact): "\(Wording.name(of: fact.sender)) sent \(alert(fact))"
        case .furtherAlertIgnored(let fact): "\(Wording.name(of: fact.sender)) then sent \(alert(fact))"
        case .closed(let role, let packet):
            "\(Wording.name(of: role)) closed the connection, \(frame(packet))"
        case .reset(let role, let packet): "\(Wording.name(of: role)) reset the connection, \(frame(packet))"
        case .nothingMoreSeen: "nothing more was seen of the connection"
        default: phraseForContext(reason)
        }
    }

    /// What bears on the verdict without being a step of the handshake.
    private func phraseForContext(_ reason: Reason) -> Phrase {
        switch reason {
        case .resumedSession(let kind): "the session was resumed by \(Wording.resumption(kind))"
        case .originalHandshakeSeen(let id): "the session began with connection \(Wording.connection(id))"
        case .sessionOfAnotherName(let original, let now):
            "the session was begun for \(Self.host(original)) and is resumed for \(Self.host(now))"
        case .originalHandshakeNotSeen: "the handshake that began the session is not in the capture"
        case .authenticatedWithoutCertificates(let kind):
            "the parties authenticate by \(Wording.authentication(kind))"
        case .inferred(let step): phrase(for: step)
        case .refusedByApplication(let refusal):
            "the application refused: \(Wording.words(of: refusal)), \(frame(refusal.packet))"
        case .secretsRefused: "the secrets at hand do not open the records: they are of another connection"
        case .captureLacksBytes(let role, let bytes):
            "the capture lacks \(Wording.count(bytes, "byte")) that the \(Wording.name(of: role)) sent"
        case .captureLacksDirection(let role):
            "the capture holds nothing that the \(Wording.name(of: role)) sent"
        case .captureStartsLate: "the capture starts in the middle of the connection"
        case .malformedMessage(let type, let role, let packet):
            "\(Wording.name(of: role)) sent a malformed \(type.displayName), \(frame(packet))"
        case .recordsLost(let role):
            "the records of the \(Wording.name(of: role)) can no longer be told apart"
        default: ""
        }
    }

    private static func host(_ name: String?) -> String { name.map { Wording.name($0) } ?? "no server name" }
}

extension Reason {
    /// The words of what one packet shows, which the packet's number follows; `nil` for reasons that say more or less.
    fileprivate var step: (words: StaticString, packet: PacketReference)? {
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
        case .clientClosedAfterHandshakeWithoutData(let packet):
            ("client closed the connection right after the handshake, frame ", packet)
        default: nil
        }
    }

    /// The subject of a certificate, and where it was presented.
    fileprivate var presented: (subject: String, packet: PacketReference)? {
        guard case .clientPresentedCertificate(let subject?, let packet) = self else { return nil }
        return (subject, packet)
    }
}
