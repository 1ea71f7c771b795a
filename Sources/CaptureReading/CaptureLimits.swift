/// Every bound of this room, with the value that is used unless a caller says otherwise.
///
/// A limit that is hit never ends the program: the thing that was too large is left out, and a counter of
/// ``CaptureLimitHits`` or a ``CaptureProblem`` tells.
public struct CaptureLimits: Hashable, Sendable {
    /// How many bytes one `read(2)` asks for, and the size of the buffer that holds them.
    ///
    /// It fits the second-level cache together with the frame headers and the flows; 1 MiB does not.
    public var chunkBytes = 256 << 10

    /// The chunk of a file that is only looked into for its first packet, or that is one of many open at once.
    public var smallChunkBytes = 1 << 16

    /// How many frames a batch holds at most.
    public var framesPerBatch = 4096

    /// The longest captured packet that is believed when the capture states no larger snapshot length: 256 KiB,
    /// as in libpcap and Wireshark.
    public var packetBytes = 262_144

    /// The longest captured packet that is believed whatever snapshot length the capture states.
    public var hugePacketBytes = 1 << 24

    /// A pcapng block up to this size is held whole, so that its trailer can be compared with its header; a
    /// longer one that carries nothing of interest is passed over unseen.
    public var bufferedBlockBytes = 1 << 20

    /// How many interfaces one pcapng section may describe.
    public var interfacesPerSection = 65_536

    /// How many interface statistics of one capture are kept.
    public var interfaceStatistics = 4096

    /// How many bytes of key logs in decryption-secrets blocks are kept from one capture.
    public var decryptionSecretBytes = 1 << 26

    /// How many problems are kept of one input; the first ones say the most.
    public var problemsPerInput = 64

    /// The largest window of a zstd frame, as a power of two: 128 MiB, what `zstd` itself accepts unasked.
    public var zstdWindowLog = 27

    /// How many files of a timeline are open at once.
    ///
    /// More that overlap in time wait for one to end.
    public var openCaptures = 256

    /// How many of them get the large chunk; the others make do with ``smallChunkBytes``.
    public var openLargeCaptures = 16

    /// How many files the folders of a timeline may contribute.
    public var filesInFolders = 100_000

    /// How deep folders are walked.
    public var folderDepth = 32

    public init() {}
}

/// How often each limit was hit.
public struct CaptureLimitHits: Hashable, Sendable {
    /// Interface descriptions beyond ``CaptureLimits/interfacesPerSection``.
    public var interfaces = 0
    /// Interface statistics beyond ``CaptureLimits/interfaceStatistics``.
    public var interfaceStatistics = 0
    /// Key logs that ``CaptureLimits/decryptionSecretBytes`` left out.
    public var decryptionSecrets = 0
    /// Problems beyond ``CaptureLimits/problemsPerInput``.
    public var problems = 0
    /// Files that had to wait although their packets were due: their packets come late.
    public var openCaptures = 0
    /// Files beyond ``CaptureLimits/filesInFolders``.
    public var filesInFolders = 0
    /// Folders below ``CaptureLimits/folderDepth``.
    public var folderDepth = 0

    public init() {}

    public static func += (left: inout Self, right: Self) {
        left.interfaces += right.interfaces
        left.interfaceStatistics += right.interfaceStatistics
        left.decryptionSecrets += right.decryptionSecrets
        left.problems += right.problems
        left.openCaptures += right.openCaptures
        left.filesInFolders += right.filesInFolders
        left.folderDepth += right.folderDepth
    }
}
