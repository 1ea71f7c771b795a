/// What went wrong below TLS, counted for both directions together.
public struct StreamNotes: Hashable, Sendable {
    /// Bytes that the capture lacks.
    public var missingBytes = 0
    /// Segments that repeated bytes with another content; the first content was kept.
    public var conflictingSegments = 0
    /// A limit of the reassembly made it give up bytes.
    public var isLimitHit = false
    /// Packets that a live capture lost on the interface, of whatever connection, while this one went on.
    public var lossMeanwhile: UInt64 = 0

    public init() {}
}
