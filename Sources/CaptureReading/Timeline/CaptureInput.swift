/// One capture of a timeline, and what is known of it so far.
public struct CaptureInput: Hashable, Sendable {
    /// The path as it was named, a file of a folder below that name; `-` for standard input.
    public let path: String
    /// What ``PacketReference/input`` carries in its packets.
    public let index: UInt32
    public internal(set) var format: CaptureFormat?
    public internal(set) var compression: Compression?
    /// The frames that were read, as Wireshark counts them.
    public internal(set) var frameCount: UInt64 = 0
    /// The packets that were read, also those that the filter left out.
    public internal(set) var packetCount: UInt64 = 0
    /// The packets that the filter left out.
    public internal(set) var filteredCount: UInt64 = 0
    /// The packets' bytes on the wire, also of those that the filter left out.
    public internal(set) var byteCount: UInt64 = 0
    /// The packets of each link type; empty until the capture is finished.
    public internal(set) var packetsByLinkType: [LinkType: UInt64] = [:]
    /// How much of the file was read, before decompression: for a progress bar.
    public internal(set) var bytesRead: UInt64 = 0
    /// How long the file is; `nil` for a stream.
    public internal(set) var totalBytes: UInt64?
    public internal(set) var problems: [CaptureError] = []
    /// What pcapng's statistics blocks say about the interfaces' losses; empty until the capture is finished.
    public internal(set) var interfaceStatistics: [InterfaceStatistics] = []
    public internal(set) var isFinished = false

    init(path: String, index: UInt32) {
        self.path = path
        self.index = index
    }
}
