public import ByteParsing
public import TLSWire

/// One step from the sizes of encrypted records to what they carry; sizes of records are those of their headers.
///
/// Reporting's Wording makes the sentence; with the frame at hand, a person can check each.
public enum InferenceStep: Hashable, Sendable {
    /// What the cipher suite makes of a Finished, and how this side pads.
    case arithmetic(of: Role, finished: Int, record: Int, padding: RecordPadding)

    // MARK: The server's flight

    /// One record a message; `request` is the size of the CertificateRequest's.
    case serverFlightRequests(records: Int, request: Int, PacketReference)
    case serverFlightDoesNotRequest(records: Int, PacketReference)
    /// Messages are cut into records, or padded in an unknown manner.
    case serverFlightNotReadable(records: Int, PacketReference)
    /// All messages in as few records as they fit in: what they are cannot be told.
    case serverFlightTogether(bytes: Int, PacketReference)
    /// EncryptedExtensions and Finished: with a pre-shared key there can be no CertificateRequest.
    case serverFlightResumes(PacketReference)

    // MARK: The client's flight

    case clientFinishedOnly(record: Int, PacketReference)
    /// An empty Certificate in a record of its own; `finished` is `nil` if that never came.
    case clientDeclined(certificate: Int, finished: Int?, PacketReference)
    case clientDeclinedTogether(record: Int, PacketReference)
    case clientPresented(certificate: Int, verify: Int, finished: Int, PacketReference)
    /// Too much for anything but a certificate.
    case clientPresentedTogether(record: Int, PacketReference)
    /// The same in a renegotiation up to TLS 1.2, with the ClientKeyExchange between.
    case clientPresentedAgain(certificate: Int, exchange: Int, verify: Int, PacketReference)
    /// A ClientKeyExchange without a Certificate before it: nobody asked.
    case clientExchangedKeysOnly(record: Int, PacketReference)
    /// What the record of a CertificateVerify shows: the kind of the client's key.
    case clientKey(SignatureKind, signature: Int)
    /// The size of the Certificate message, exact or, with padding, at most; certificates sent alone take 13 less.
    case certificateSize(Int, isExact: Bool, mayBeCompressed: Bool)
    case clientSentAlertSize(record: Int, PacketReference)
    case clientSentNothing
    /// Its ClientHello has GREASE values, as browsers send; those close to ask which certificate to present.
    case clientMayAskUser
    case clientRecordsFitNothing(record: Int, PacketReference)
    /// Server and client do not fit together.
    case flightsContradict

    // MARK: What came afterwards

    case serverWentOn(record: Int, PacketReference)
    /// The server's tickets have room for a client certificate, as OpenSSL's that hold one.
    case ticketsHoldCertificate(bytes: Int)
    case serverSentAlertSize(record: Int, PacketReference)
    case serverSentNothingAfterwards
    case clientLeftFirst
    /// The client's only data wants no answer but the server's close.
    case clientSaidFarewell(bytes: Int)
    /// Neither a ticket nor a close_notify is an answer.
    case serverLeftAtOnce(PacketReference)
    case serverLeftInsteadOfAnswering(PacketReference)
    /// CertificateRequest after the handshake (RFC 9846, section 4.7.2): its record, and the client's answer.
    case postHandshakeRequest(record: Int, PacketReference)
    case postHandshakeMayFollow

    // MARK: QUIC

    /// What a Handshake packet of the client holds; `content` is all but its header and its tag.
    case quicClientFinished(content: Int, finished: Int, PacketReference)
    case quicClientDeclined(content: Int, finished: Int, PacketReference)
    case quicClientPresented(content: Int, packets: Int, PacketReference)
    /// A size that several answers have, or padding.
    case quicClientNotReadable(content: Int, PacketReference)
    /// Its last packet holds less than a Finished, and it never used the keys of data.
    case quicClientEndedEarly(content: Int, PacketReference)
    /// Its answer came again so often, each time after a while, and nothing of the server did; the last of it.
    case quicClientRepeated(count: Int, PacketReference)
    /// Two packets of one datagram that hold as much as the same CONNECTION_CLOSE would.
    case quicServerClosed(handshake: Int, oneRTT: Int, PacketReference)
    /// A datagram without a Handshake packet: the server has let go of those keys.
    case quicServerWentOn(content: Int, PacketReference)

    // MARK: Tickets

    /// The ticket that the client resumes with; one that carries a certificate is larger than one that does not.
    case resumedTicket(bytes: Int, holdsCertificate: Bool)
    /// The server gave this client a record that may have held it.
    case ticketGivenBefore(bytes: Int)
}
