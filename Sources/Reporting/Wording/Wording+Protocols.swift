internal import HandshakeAnalysis

extension Wording {
    /// `HTTP`, as people write it.
    static func name(of spoken: SpokenProtocol) -> String {
        switch spoken {
        case .http: "HTTP"
        case .http2: "HTTP/2 without TLS"
        case .ssh: "SSH"
        case .smtp: "SMTP"
        case .ftp: "FTP"
        case .replyCodes: "SMTP, FTP or the like"
        case .imap: "IMAP"
        case .pop3: "POP3"
        case .mysql: "MySQL's protocol"
        case .postgresql: "PostgreSQL's protocol"
        case .redis: "Redis's protocol"
        case .memcached: "memcached's protocol"
        case .ldap: "LDAP"
        case .amqp: "AMQP"
        case .mqtt: "MQTT"
        case .rdp: "RDP"
        case .vnc: "VNC (RFB)"
        case .telnet: "Telnet"
        case .irc: "IRC"
        case .xmpp: "XMPP"
        case .rtsp: "RTSP"
        case .sip: "SIP"
        case .tds: "TDS (SQL Server)"
        case .socks: "SOCKS"
        case .unknown: "another protocol"
        }
    }

    /// Such as `answered in plain HTTP`.
    static func speaks(_ speech: ForeignSpeech) -> String {
        switch (speech.spoken, speech.isGreeting) {
        case (.unknown, _): "answered with something that is not TLS"
        case (.http, _): "answered in plain HTTP"
        case (let spoken, true): "had greeted the client in \(name(of: spoken)), and did not answer in TLS"
        case (let spoken, false): "answered in \(name(of: spoken))"
        }
    }
}
