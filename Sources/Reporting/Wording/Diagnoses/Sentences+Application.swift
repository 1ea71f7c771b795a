internal import ByteParsing
internal import HandshakeAnalysis

// What the application did after the handshake, as far as it shows.

extension Sentences {
    /// `it answered 200, frame 14`.
    func served(_ proof: ProofOfUse) -> String {
        switch proof {
        case .answer(let code, let packet):
            "it answered\(code.isEmpty ? "" : " \(code)"), \(frame(packet))"
        case .bytes(let bytes): "it sent \(bytes) bytes of data, more than a refusal takes"
        case .answers(let first, let second):
            "it answered two requests with \(first) and \(second) bytes, and a server that refuses gives the same answer each time"
        }
    }

    func suspected(_ sign: RefusalSign) -> String {
        switch sign.kind {
        case .nginxPage(let status, let bytes, let token, let isPadded):
            "The server sent one answer of \(bytes) bytes and closed at once. That is the size of nginx's page \"\(Self.page(status))\": \(bytes - 2 * token - (isPadded ? Self.padding : 0)) bytes, and twice the \(token) bytes of its Server field\(isPadded ? ", and \(Self.padding) bytes that nginx adds for browsers" : ""). So the application probably refused the client\(Self.over(status)) (\(sign.confidence.rawValue) confidence)."
        case .nginxPageInHTTP2(let status, let bytes):
            "The server sent \(bytes) bytes in all, which in HTTP/2 is the size of nginx's page \"\(Self.page(status))\" with its HTTP/2 frames. So the application probably refused the client\(Self.over(status)) (\(sign.confidence.rawValue) confidence)."
        case .databaseError(let bytes):
            "The database answered the client's first message with \(bytes) bytes and closed: that is an error message, since a client that logs in gets more. So it probably refused the client (\(sign.confidence.rawValue) confidence); whether over its certificate, or over its user or database, cannot be seen."
        case .mailError(let bytes):
            "The mail server's first answer has \(bytes) bytes. It said little else and closed. An error has that length, the answers to a login do not. So it may have refused the client; why cannot be seen (\(sign.confidence.rawValue) confidence)."
        }
    }

    /// What nginx adds for Chrome and old Internet Explorer.
    private static let padding = 402

    private static func page(_ status: Int) -> String {
        status == 495 ? "400 The SSL certificate error" : "400 No required SSL certificate was sent"
    }

    private static func over(_ status: Int) -> String {
        status == 495 ? " over its certificate" : ", which presented no certificate"
    }

    /// What it means that a client does it time and again.
    static func tries(_ tries: Diagnosis.Tries?) -> String {
        guard let tries else { return "" }
        let what = " This client has done so \(Wording.number(UInt64(tries.count))) times at this server"
        if let interval = tries.interval {
            return
                "\(what), at regular intervals of \(Wording.duration(interval / 1_000_000_000)), as health checks do."
        }
        return
            "\(what), at irregular intervals, unlike a health check. It probably refuses the server's certificate and tries again."
    }

    func leftWithoutWord(_ fault: Diagnosis.Code?) -> String {
        let what = "The client finished the handshake and left without sending anything"
        guard let fault else {
            return
                "\(what). Health checks and scanners do this, and so does a client that checks the server's certificate only after the handshake."
        }
        return
            "\(what), and the server's certificate has a fault (\(fault.rawValue)): the client may have refused it. Health checks and scanners do this too."
    }
}
