public import ByteParsing

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

extension Role: TwoSided {
    @inlinable public var side: Int { @inline(__always) get { self == .client ? 0 : 1 } }
    @inlinable public static var first: Role { .client }
    @inlinable public static var second: Role { .server }
}
