/// One of the two ends of a connection.
public enum Side: String, CaseIterable, Hashable, Sendable {
    case client, server

    public var other: Side { self == .client ? .server : .client }
}
