/// How an interface is captured.
public struct LiveOptions: Hashable, Sendable {
    /// The kernel's ring, in bytes; what cannot be had is made smaller by libpcap.
    public var bufferBytes = 64 << 20
    /// After so long the kernel hands over what it has, though a block of the ring is not full.
    public var latencyMilliseconds = 20
    /// How much of each packet is captured, in bytes.
    ///
    /// The kernel hands over segments that an interface puts together, which have up to 64 KiB, and more with BIG TCP.
    public var snapLength = 262_144
    /// Whether packets for other hosts are wanted.
    public var isPromiscuous = true

    public init() {}
}
