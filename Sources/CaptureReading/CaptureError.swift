/// What is wrong with a capture, as a fact that a test can compare; the sentence is written elsewhere.
public struct CaptureError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        // The input as a whole.

        case emptyFile
        /// The first four bytes (fewer when there are no more) are no magic number of a capture.
        case notACapture(magic: [UInt8])
        case unsupportedVersion(format: CaptureFormat, major: UInt16, minor: UInt16)
        /// The magic number is that of a compression that is not read.
        case unsupportedCompression(Compression)
        case noSuchFile
        /// `tcp://` without a host and a port.
        case badNetworkAddress
        case noSuchHost
        case notPermitted
        /// A system call failed with this `errno`.
        case inputOutput(errno: Int32)
        case noCapturesInFolder

        // A place within it.

        /// The bytes end within what starts at the offset; everything before it was read.
        case truncated(Part)
        /// A length that no record of this kind can have.
        case impossibleLength(field: LengthField, value: UInt64, allowed: ClosedRange<UInt64>)
        /// The two lengths around a pcapng block differ.
        case blockLengthMismatch(blockType: UInt32, leading: UInt32, trailing: UInt32)
        /// A pcapng block that cannot be what its type says.
        case badBlock(blockType: UInt32)
        /// A packet of an interface that its section has not described; the packet is left out.
        case noSuchInterface(id: UInt32, described: Int)
        /// A time resolution that no 64-bit count of ticks can have; microseconds are assumed.
        case badTimestampResolution(UInt8)
        /// The compressed bytes are damaged; the offset is one of the compressed file.
        case corruptCompression(Compression)
        /// Decompressing needs a larger window than ``CaptureLimits/zstdWindowLog`` allows.
        case compressionWindowTooLarge

        // The filter.

        /// The filter does not compile for this link type, whose packets are left out.
        case filterNotApplicable(LinkType, message: String)
        case invalidFilter(message: String)

        // Live capture.

        case noSuchDevice(message: String)
        /// The process lacks the right to capture: on Linux, CAP_NET_RAW.
        case liveNotPermitted(message: String)
        /// What libpcap says.
        case live(message: String)
    }

    /// What a capture was cut off in.
    public enum Part: CaseIterable, Hashable, Sendable {
        case fileHeader
        /// That of a pcap record or of a pcapng block.
        case packetHeader
        /// A record or a block behind its header.
        case packet
    }

    /// The field that holds an impossible length.
    public enum LengthField: Hashable, Sendable {
        case capturedLength, blockTotalLength, secretsLength
    }

    public let reason: Reason
    /// Where, in bytes from the start of the capture (after decompression, if it is compressed).
    public let offset: UInt64?

    public init(_ reason: Reason, at offset: UInt64? = nil) {
        self.reason = reason
        self.offset = offset
    }

    /// What a caller has to make of an error.
    public enum Category: Hashable, Sendable {
        /// The analysis is good as far as it goes: exit status 0.
        case notice
        /// The command line asks for something impossible: exit status 64.
        case usage
        /// The bytes are not, or no longer, a capture: exit status 65.
        case data
        /// Exit status 66.
        case noInput
        /// Exit status 74.
        case inputOutput
        /// Exit status 77.
        case notPermitted
    }

    public var category: Category {
        switch reason {
        case .truncated(.packetHeader), .truncated(.packet), .filterNotApplicable: .notice
        case .invalidFilter: .usage
        case .emptyFile, .truncated(.fileHeader), .notACapture, .unsupportedVersion, .unsupportedCompression,
            .impossibleLength,
            .blockLengthMismatch, .badBlock, .noSuchInterface, .badTimestampResolution, .corruptCompression,
            .compressionWindowTooLarge:
            .data
        case .noSuchFile, .badNetworkAddress, .noSuchHost, .noCapturesInFolder, .noSuchDevice: .noInput
        case .inputOutput, .live: .inputOutput
        case .notPermitted, .liveNotPermitted: .notPermitted
        }
    }
}
