/// What the kernel and the interface count since a live capture began.
public struct LiveStatistics: Hashable, Sendable {
    /// Packets that passed the filter.
    public var received: UInt64
    /// Packets lost because they were not read in time.
    public var droppedByKernel: UInt64
    /// Packets that the interface or its driver lost, where that is known.
    public var droppedByInterface: UInt64

    public init(received: UInt64 = 0, droppedByKernel: UInt64 = 0, droppedByInterface: UInt64 = 0) {
        self.received = received
        self.droppedByKernel = droppedByKernel
        self.droppedByInterface = droppedByInterface
    }
}
