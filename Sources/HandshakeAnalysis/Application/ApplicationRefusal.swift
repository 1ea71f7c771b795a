public import ByteParsing

/// What an application said when it would not serve a client over its certificate, or over having none.
///
/// It is a fact, not a verdict: a plain 403 is kept as well, and whether it counts is for the judge, who knows whether
/// a certificate was requested and presented.
public struct ApplicationRefusal: Hashable, Sendable {
    /// The protocol that the words were said in; the raw value is what reports print.
    public enum ApplicationProtocol: String, CaseIterable, Hashable, Sendable {
        case http1, http2, http3, postgresql, mysql, smtp, imap, pop3, ldap, mqtt, amqp, nats, openvpn
        /// A line of text in a protocol that is not known.
        case text
    }

    /// What the words are about.
    public enum Concern: String, CaseIterable, Hashable, Sendable {
        /// They say that a certificate is needed or was not sent.
        case missingCertificate = "missing_certificate"
        /// They blame a certificate, or certificates at large.
        case certificate
        /// They do not mention one: authorisation or authentication at large.
        case unspecified
    }

    public let applicationProtocol: ApplicationProtocol
    public let concerns: Concern
    /// The protocol's own code.
    ///
    /// Such as `400`, `28000`, `1045`, `530`, `NO`, `5` or `HTTP_1_1_REQUIRED`.
    public let code: String
    /// What was said, in at most ``maximumTextLength`` characters without control characters; `nil` if nothing was.
    public let text: String?
    /// The packet with which the refusal was recognised; what refines the words may follow in later ones.
    public let packet: PacketReference

    /// HTTP/2 or HTTP/3 gave up a request without an answer, by an error of the protocol, as HAProxy's `reject` does.
    var isStreamError: Bool {
        switch applicationProtocol {
        case .http2, .http3:
            concerns == .unspecified && text == nil && code != "HTTP_1_1_REQUIRED"
                && !code.utf8.allSatisfy(\.isDigit)
        default: false
        }
    }

    public static let maximumTextLength = 200

    public init(
        _ applicationProtocol: ApplicationProtocol,
        concerns: Concern,
        code: String,
        text: String?,
        packet: PacketReference
    ) {
        self.applicationProtocol = applicationProtocol
        self.concerns = concerns
        self.code = code
        self.text = text
        self.packet = packet
    }
}
