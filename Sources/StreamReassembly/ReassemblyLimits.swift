/// Every bound of TCP reassembly, with the reason for its default.
public struct ReassemblyLimits: Sendable {
    /// Out-of-order bytes that one direction may hold back: a handshake's flight with a large chain fits many times.
    public var bytesPerDirection = 256 << 10
    /// Out-of-order segments that one direction may hold back, so that tiny segments cannot cost more than their bytes.
    public var segmentsPerDirection = 256
    /// Out-of-order bytes of all directions together.
    public var bytesInAll = 64 << 20

    public init() {}
}

/// What all directions of a run share: the bytes they hold back, and what was given up.
public struct ReassemblyBudget: Sendable {
    public let limits: ReassemblyLimits
    /// Out-of-order bytes that are held back now.
    public internal(set) var heldBytes = 0
    /// How often a limit made a direction skip bytes that might still have come.
    public var limitHits: UInt64 = 0

    public init(limits: ReassemblyLimits = ReassemblyLimits()) { self.limits = limits }
}
