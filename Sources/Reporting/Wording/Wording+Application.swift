internal import HandshakeAnalysis

extension Wording {
    /// What an application said, such as `HTTP/1.1 400: No required SSL certificate was sent`.
    static func words(of refusal: ApplicationRefusal) -> String {
        let name = name(of: refusal.applicationProtocol)
        let said = refusal.code.isEmpty ? name : "\(name) \(refusal.code)"
        guard let text = refusal.text else { return said }
        // Pages of nginx and others bear the code once more.
        let code = "\(refusal.code) "
        return "\(said): \(text.hasPrefix(code) ? String(text.dropFirst(code.count)) : text)"
    }

    private static func name(of applicationProtocol: ApplicationRefusal.ApplicationProtocol) -> String {
        switch applicationProtocol {
        case .http1: "HTTP/1.1"
        case .http2: "HTTP/2"
        case .http3: "HTTP/3"
        case .text: "plain words"
        case .postgresql: "PostgreSQL"
        case .mysql: "MySQL"
        case .smtp: "SMTP"
        case .imap: "IMAP"
        case .pop3: "POP3"
        case .ldap: "LDAP"
        case .mqtt: "MQTT"
        case .amqp: "AMQP"
        case .nats: "NATS"
        case .openvpn: "OpenVPN"
        }
    }
}
