internal import ByteParsing
internal import HandshakeAnalysis
internal import TLSWire

extension Sentences {
    /// Appends what a step rests on, with the sizes as they stand in the records' headers, so that it can be checked.
    func write(_ step: InferenceStep, to text: inout ByteBuffer) {
        switch step {
        case .arithmetic(let role, let finished, let record, let padding):
            text.say("a Finished of ", role, " takes ", finished, " bytes, in a record of ", record)
            Self.write(padding, to: &text)
        case .serverFlightRequests(let records, let request, let packet):
            text.say(
                "server's flight has ",
                records,
                " records: that of ",
                request,
                " bytes is a CertificateRequest, ",
                frame(packet)
            )
        case .serverFlightDoesNotRequest(let records, let packet):
            text.say(
                "server's flight has ",
                records,
                " records: none is left for a CertificateRequest, ",
                frame(packet)
            )
        case .serverFlightNotReadable(let records, let packet):
            text.say(
                "server's flight of ",
                Wording.count(records, "record"),
                " cannot be divided into messages, ",
                frame(packet)
            )
        case .serverFlightTogether(let bytes, let packet):
            text.say("server's flight shares one record of ", bytes, " bytes, ", frame(packet))
        case .serverFlightResumes(let packet):
            text.say(
                "server's flight has 2 records: a resumed session requests no certificate, ",
                frame(packet)
            )
        case .flightsContradict:
            text.append("server's flight and client's answer contradict each other" as StaticString)
        default: writeAnswer(step, to: &text)
        }
    }

    private func writeAnswer(_ step: InferenceStep, to text: inout ByteBuffer) {
        switch step {
        case .clientFinishedOnly(let record, let packet):
            text.say(
                "client answered with a Finished alone, in a record of ",
                record,
                " bytes, ",
                frame(packet)
            )
        case .clientDeclined(let certificate, let finished, let packet):
            text.say("client answered with an empty Certificate, in a record of ", certificate, " bytes")
            if let finished { text.say(", and a Finished of ", finished) }
            text.say(", ", frame(packet))
        case .clientDeclinedTogether(let record, let packet):
            text.say(
                "client answered with an empty Certificate and a Finished, in one record of ",
                record,
                " bytes, ",
                frame(packet)
            )
        case .clientPresented(let certificate, let verify, let finished, let packet):
            text.say(
                "client answered with a Certificate, a CertificateVerify and a Finished, in records of ",
                certificate,
                ", ",
                verify,
                " and ",
                finished,
                " bytes, "
            )
            frame(packet).write(to: &text)
        case .clientPresentedTogether(let record, let packet):
            text.say(
                "client answered with one record of ",
                record,
                " bytes: only a certificate takes so much, ",
                frame(packet)
            )
        case .clientPresentedAgain(let certificate, let exchange, let verify, let packet):
            text.say(
                "client answered with a Certificate, a ClientKeyExchange and a CertificateVerify, in records of ",
                certificate,
                ", ",
                exchange,
                " and ",
                verify,
                " bytes, "
            )
            frame(packet).write(to: &text)
        case .clientExchangedKeysOnly(let record, let packet):
            text.say(
                "client answered with a ClientKeyExchange alone, in a record of ",
                record,
                " bytes, ",
                frame(packet)
            )
        case .clientKey(let kind, let signature):
            text.say("the signature of ", signature, " bytes is that of a key ", kind)
        case .certificateSize(let size, let isExact, let mayBeCompressed):
            Self.write(certificateOf: size, isExact, mayBeCompressed, to: &text)
        case .clientSentAlertSize(let record, let packet):
            text.say(
                "client answered with a record of ",
                record,
                " bytes, the size of an alert, ",
                frame(packet)
            )
        case .clientSentNothing: text.append("client sent nothing after the server's flight" as StaticString)
        case .clientMayAskUser:
            text.append(
                "its ClientHello has GREASE values, as browsers send, which close the connection in order to ask their user for a certificate"
                    as StaticString
            )
        case .clientRecordsFitNothing(let record, let packet):
            text.say("client's records, the first of ", record, " bytes, fit no flight, ", frame(packet))
        default: writeAftermath(step, to: &text)
        }
    }

    private func writeAftermath(_ step: InferenceStep, to text: inout ByteBuffer) {
        switch step {
        case .serverWentOn(let record, let packet):
            text.say("server went on with a record of ", record, " bytes, ", frame(packet))
        case .serverSentAlertSize(let record, let packet):
            text.say("server sent a record of ", record, " bytes, the size of an alert, ", frame(packet))
        case .serverSentNothingAfterwards: text.append("server sent nothing after that" as StaticString)
        case .ticketsHoldCertificate(let bytes):
            text.say(
                "server gave out tickets of ",
                Wording.count(bytes, "byte"),
                ", which have room for the client's certificate: a second sign of it"
            )
        case .clientSaidFarewell(let bytes):
            text.say(
                "client's only data are ",
                Wording.count(bytes, "byte"),
                ", as in a last message (QUIT, say) that the server answers by closing"
            )
        case .clientLeftFirst:
            text.append("client closed the connection before server had answered" as StaticString)
        case .serverLeftAtOnce(let packet):
            text.say(
                "server closed as soon as the client had finished, without sending data, ",
                frame(packet)
            )
        case .serverLeftInsteadOfAnswering(let packet):
            text.say("server closed instead of answering, without sending data, ", frame(packet))
        case .postHandshakeRequest(let record, let packet):
            text.say(
                "server may have requested a certificate after the handshake, in a record of ",
                record,
                " bytes, ",
                frame(packet)
            )
        case .postHandshakeMayFollow:
            text.append(
                "client allows a request after the handshake, which could not be seen" as StaticString
            )
        case .resumedTicket(let bytes, true):
            text.say("the ticket of ", bytes, " bytes is large enough to hold a client certificate")
        case .resumedTicket(let bytes, false):
            text.say("the ticket of ", bytes, " bytes does not tell whether there was a client certificate")
        case .ticketGivenBefore(let bytes):
            text.say(
                "the ticket has ",
                bytes,
                " bytes, which a record of the earlier connection has room for"
            )
        default: writeQUIC(step, to: &text)
        }
    }

    private static func write(_ padding: RecordPadding, to text: inout ByteBuffer) {
        switch padding {
        case .none: break
        case .constant(let extra): text.say(" with ", extra, " of padding")
        case .block(let size): text.say(" padded to ", size)
        }
    }

    private static func write(
        certificateOf size: Int,
        _ isExact: Bool,
        _ mayBeCompressed: Bool,
        to text: inout ByteBuffer
    ) {
        let bound: StaticString = isExact ? "" : "at most "
        text.append("its Certificate takes " as StaticString)
        text.append(bound)
        if mayBeCompressed { return text.say("", size, " bytes, perhaps compressed") }
        text.say("", size, " bytes: one certificate of ")
        text.append(bound)
        text.say("", size - 13, ", or several that add up to it")
    }
}

extension SignatureKind: SentencePart {
    func write(to text: inout ByteBuffer) {
        if case .rsa(let bits) = self { return text.say("RSA ", bits) }
        text.append(Wording.name(of: self))
    }
}

extension Wording {
    /// `EC P-256`, as certificates' keys are named.
    static func name(of kind: SignatureKind) -> String {
        switch kind {
        case .rsa(let bits): "RSA \(bits)"
        case .ecdsaP256: "EC P-256"
        case .ecdsaP384: "EC P-384"
        case .ecdsaP521: "EC P-521"
        case .ed25519: "Ed25519"
        case .ed448: "Ed448"
        case .mlDSA44: "ML-DSA-44"
        case .mlDSA65: "ML-DSA-65"
        case .mlDSA87: "ML-DSA-87"
        }
    }
}
