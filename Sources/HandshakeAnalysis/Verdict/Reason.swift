public import ByteParsing
public import TLSWire

/// One step of the way to a verdict: a fact and the packet that shows it.
///
/// Reporting's Wording makes the sentence.
public enum Reason: Hashable, Sendable {
    case serverRequestedCertificate(PacketReference)
    case serverDidNotRequestCertificate
    /// The first certificate's subject, `nil` if it cannot be read or is a raw public key.
    case clientPresentedCertificate(subject: String?, PacketReference)
    case clientPresentedNone(PacketReference)
    /// SSL 3.0's way to say it (RFC 6101, section 5.4.2).
    case clientPresentedNoneByAlert(PacketReference)
    case clientProvedPossession(PacketReference)
    case clientNeverAnsweredRequest
    case serverFinished(PacketReference)
    case clientFinished(PacketReference)
    case serverSentApplicationData(PacketReference)
    case serverNeverFinished
    case clientNeverFinished
    /// Over datagrams: a side sent its flight again and again, and the other said nothing to it.
    case flightNeverAnswered(of: Role, repetitions: Int, PacketReference)
    /// Over datagrams: a side's flight was whole, and the other, which owes an answer to it, said nothing more: for so many seconds
    /// or, if that is `nil`, up to the capture's end.
    case answerOwed(by: Role, silence: Int?)
    case serverNeverAnsweredHello
    /// What it sent is the beginning of a record.
    case serverAnswerUnfinished
    /// The client sent the beginning of a ClientHello, and no more.
    case clientHelloUnfinished
    case alertSent(AlertFact)
    /// The server does not speak TLS there.
    case serverSpokeOtherProtocol(ForeignSpeech)
    /// A fatal alert came first and decided; this one only followed it.
    case furtherAlertIgnored(AlertFact)
    case closed(by: Role, PacketReference)
    case reset(by: Role, PacketReference)
    /// No FIN or RST, and nothing more in the capture or within the time that a connection may be idle.
    case nothingMoreSeen
    case resumedSession(ResumptionKind)
    case originalHandshakeSeen(ConnectionID)
    /// The server turned that connection's client away after the handshake.
    case originalRefused(ConnectionID)
    case originalHandshakeNotSeen
    /// The session was begun under another server name: what one virtual host granted is used at another.
    case sessionOfAnotherName(original: String?, now: String?)
    /// What authenticates the parties when certificates do not.
    case authenticatedWithoutCertificates(PeerAuthentication)
    case encryptedFromServerHello(PacketReference)
    /// A step that rests on sizes and order instead of on what was read.
    case inferred(InferenceStep)
    case encryptedRenegotiation(PacketReference)
    /// A limit had made the analysis forget what a later handshake would have been read by.
    case laterHandshakeNotRead
    case refusedByApplication(ApplicationRefusal)
    /// The carrier said it, or an end showed it there.
    case carrierDecided(CarrierOutcome)
    /// Key material was given for this connection, and is not the right one.
    case secretsRefused
    case encryptedAlertNotReadable(PacketReference)
    /// The server closed although the client had asked something and had received nothing.
    case serverClosedInsteadOfAnswering(PacketReference)
    /// The server closed as soon as both had finished, without a byte of data.
    case serverClosedAfterHandshake(PacketReference)
    /// It is a data connection of FTP, which had nothing to carry: so it is closed then.
    case emptyDataConnection(of: ConnectionID)
    /// It may be one: the capture lacks the beginning of another connection between the two, which it has from this packet on.
    case perhapsEmptyDataConnection(beside: PacketReference)
    /// The client closed right after the handshake, without a byte of data or a close_notify.
    case clientClosedAfterHandshakeWithoutData(PacketReference)
    /// Whoever left had not received the other side's answer, which is in this packet: it was on its way.
    case leftBeforeHearing(Role, PacketReference)
    case captureLacksBytes(from: Role, bytes: Int)
    /// Of the missing bytes, those that the snapshot length cut off.
    case captureCut(from: Role, bytes: Int)
    case captureLacksDirection(Role)
    case captureStartsLate
    case malformedMessage(HandshakeType, from: Role, PacketReference)
    case recordsLost(from: Role)

    /// The server closed as soon as both had finished: seen, or inferred.
    var isCloseAfterHandshake: Bool {
        switch self {
        case .serverClosedAfterHandshake, .inferred(.serverLeftAtOnce): true
        default: false
        }
    }
}

/// How an abbreviated handshake named the session that it resumes.
public enum ResumptionKind: String, CaseIterable, Hashable, Sendable {
    case sessionID = "session_id"
    case sessionTicket = "session_ticket"
    case preSharedKey = "psk"
}

/// What the negotiated parameters make each side prove itself with.
public enum PeerAuthentication: String, CaseIterable, Hashable, Sendable {
    case certificate
    case rawPublicKey = "raw_public_key"
    case preSharedKey = "pre_shared_key"
    case securePassword = "srp"
    case kerberos
    case anonymous
}
