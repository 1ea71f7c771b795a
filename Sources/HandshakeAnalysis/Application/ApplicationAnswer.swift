public import ByteParsing

/// An application's first answer that refuses nothing: the client was served, or told of something else.
public struct ApplicationAnswer: Hashable, Sendable {
    /// The protocol's own code, such as `200`; empty where it has none.
    public let code: String
    public let packet: PacketReference

    /// The server did what was asked of it: with a redirection or an error it may as well turn a client away.
    ///
    /// 304 says that nothing changed, and SMTP's 354 that mail may come.
    var isService: Bool {
        guard code.utf8.count == 3, let number = Int(code) else { return true }
        return number < 300 || number == 304 || number == 354
    }

    public init(code: String, packet: PacketReference) {
        self.code = code
        self.packet = packet
    }
}
