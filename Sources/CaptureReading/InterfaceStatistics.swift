/// What one interface of a capture received and lost, from its Interface Statistics Block.
public struct InterfaceStatistics: Hashable, Sendable {
    /// The section within the file, from 0.
    public var section: Int
    /// The interface within the section, from 0.
    public var interface: Int
    public var name: String?
    /// Packets that the interface received; `nil` when the block does not say.
    public var received: UInt64?
    /// Packets that the interface dropped for want of resources.
    public var droppedByInterface: UInt64?
    /// Packets that the operating system dropped.
    public var droppedBySystem: UInt64?

    /// Packets are missing that the interface had received.
    public var hasDropped: Bool { (droppedByInterface ?? 0) + (droppedBySystem ?? 0) > 0 }

    public init(section: Int, interface: Int, name: String? = nil) {
        self.section = section
        self.interface = interface
        self.name = name
    }
}
