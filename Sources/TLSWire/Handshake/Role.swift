/// The two ends of a handshake, whatever the direction of the transport: the client sent the ClientHello.
public enum Role: Hashable, Sendable, CaseIterable {
    case client, server

    public var opposite: Role {
        switch self {
        case .client: .server
        case .server: .client
        }
    }
}
