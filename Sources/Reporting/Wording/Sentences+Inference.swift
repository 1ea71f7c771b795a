internal import ByteParsing
internal import HandshakeAnalysis
internal import TLSWire

extension Sentences {
    /// What a step rests on, with the sizes as they stand in the records' headers, so that it can be checked.
    func phrase(for step: InferenceStep) -> Phrase {
        switch step {
        case .arithmetic(let role, let finished, let record, let padding):
            "a Finished of \(Wording.name(of: role)) takes \(finished) bytes, in a record of \(record)\(Self.text(of: padding))"
        case .serverFlightRequests(let records, let request, let packet):
            "server's flight has \(records) records: that of \(request) bytes is a CertificateRequest, \(frame(packet))"
        case .serverFlightDoesNotRequest(let records, let packet):
            "server's flight has \(records) records: none is left for a CertificateRequest, \(frame(packet))"
        case .serverFlightNotReadable(let records, let packet):
            "server's flight of \(Wording.count(records, "record")) cannot be divided into messages, \(frame(packet))"
        case .serverFlightTogether(let bytes, let packet):
            "server's flight shares one record of \(bytes) bytes, \(frame(packet))"
        case .serverFlightResumes(let packet):
            "server's flight has 2 records: a resumed session requests no certificate, \(frame(packet))"
        case .flightsContradict: "server's flight and client's answer contradict each other"
        default: phraseForAnswer(step)
        }
    }

    private func phraseForAnswer(_ step: InferenceStep) -> Phrase {
        switch step {
        case .clientFinishedOnly(let record, let packet):
            "client answered with a Finished alone, in a record of \(record) bytes, \(frame(packet))"
        case .clientDeclined(let certificate, let finished, let packet):
            "client answered with an empty Certificate, in a record of \(certificate) bytes\(finished.map { ", and a Finished of \($0)" } ?? ""), \(frame(packet))"
        case .clientDeclinedTogether(let record, let packet):
            "client answered with an empty Certificate and a Finished, in one record of \(record) bytes, \(frame(packet))"
        case .clientPresented(let certificate, let verify, let finished, let packet):
            "client answered with a Certificate, a CertificateVerify and a Finished, in records of \(certificate), \(verify) and \(finished) bytes, \(frame(packet))"
        case .clientPresentedTogether(let record, let packet):
            "client answered with one record of \(record) bytes: only a certificate takes so much, \(frame(packet))"
        case .clientPresentedAgain(let certificate, let exchange, let verify, let packet):
            "client answered with a Certificate, a ClientKeyExchange and a CertificateVerify, in records of \(certificate), \(exchange) and \(verify) bytes, \(frame(packet))"
        case .clientExchangedKeysOnly(let record, let packet):
            "client answered with a ClientKeyExchange alone, in a record of \(record) bytes, \(frame(packet))"
        case .clientKey(let kind, let signature):
            "the signature of \(signature) bytes is that of a key \(Wording.name(of: kind))"
        case .certificateSize(let size, let isExact, let mayBeCompressed):
            Self.certificate(size, isExact, mayBeCompressed)
        case .clientSentAlertSize(let record, let packet):
            "client answered with a record of \(record) bytes, the size of an alert, \(frame(packet))"
        case .clientSentNothing: "client sent nothing after the server's flight"
        case .clientMayAskUser:
            "its ClientHello has GREASE values, as browsers send, which close in order to ask for a certificate"
        case .clientRecordsFitNothing(let record, let packet):
            "client's records, the first of \(record) bytes, fit no flight, \(frame(packet))"
        default: phraseForAftermath(step)
        }
    }

    private func phraseForAftermath(_ step: InferenceStep) -> Phrase {
        switch step {
        case .serverWentOn(let record, let packet):
            "server went on with a record of \(record) bytes, \(frame(packet))"
        case .serverSentAlertSize(let record, let packet):
            "server sent a record of \(record) bytes, the size of an alert, \(frame(packet))"
        case .serverSentNothingAfterwards: "server sent nothing after that"
        case .clientLeftFirst: "client took its leave before server had answered"
        case .postHandshakeRequest(let record, let packet):
            "server may have requested a certificate after the handshake, in a record of \(record) bytes, \(frame(packet))"
        case .postHandshakeMayFollow: "client allows a request after the handshake, which would go unnoticed"
        case .resumedTicket(let bytes, true):
            "the ticket of \(bytes) bytes is large enough to hold a client certificate"
        case .resumedTicket(let bytes, false):
            "the ticket of \(bytes) bytes does not tell whether there was a client certificate"
        case .ticketGivenBefore(let bytes):
            "the ticket has \(bytes) bytes, which a record of the earlier connection has room for"
        default: ""
        }
    }

    private static func text(of padding: RecordPadding) -> String {
        switch padding {
        case .none: ""
        case .constant(let extra): " with \(extra) of padding"
        case .block(let size): " padded to \(size)"
        }
    }

    private static func certificate(_ size: Int, _ isExact: Bool, _ mayBeCompressed: Bool) -> Phrase {
        let bound = isExact ? "" : "at most "
        if mayBeCompressed { return "its Certificate takes \(bound)\(size) bytes, perhaps compressed" }
        return
            "its Certificate takes \(bound)\(size) bytes: one certificate of \(bound)\(size - 13), or several that add up to it"
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
