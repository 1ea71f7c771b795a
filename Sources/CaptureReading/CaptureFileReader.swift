import ByteParsing

/// Reads one capture, a batch of frames at a time: a file, a FIFO or a pipe, pcap or pcapng, compressed or not.
///
/// Each reading is one `read(2)` into a buffer that is used again and again; the frames are found by walking over
/// their headers, and nothing is copied but the packet that a chunk's end cuts in two. A stream's packet is
/// delivered once it is complete.
public struct CaptureFileReader: ~Copyable {
    /// The frames of the last reading.
    public internal(set) var batch: PacketBatch
    private(set) var source: any ByteSource
    private let totalBytes: UInt64?
    private let limits: CaptureLimits
    private let chunkBytes: Int

    private var state: WalkState
    private(set) var pcap: PcapWalker?
    private(set) var pcapng: PcapngWalker?
    public private(set) var compression: Compression?
    /// How many bytes of a block that is passed over are still to come.
    private(set) var bytesToSkip = 0
    private var skippedBlock: UInt64 = 0
    /// An error that was met behind frames that have to be delivered first.
    private var pendingError: CaptureError?
    /// The last filling brought nothing, and a later one may.
    private(set) var isWaiting = false
    /// Nothing came for a tenth of a second.
    private(set) var isSilent = false
    /// What sections before another capture began have told.
    private var earlierSecrets: [[UInt8]] = []
    private var earlierStatistics: [InterfaceStatistics] = []
    public private(set) var isFinished = false
    /// One capture was read, and what follows is another.
    private(set) var hasBegun = false

    /// Opens a capture, or standard input for `-`.
    ///
    /// Nothing is read yet, but a FIFO waits for its writer. The frames' references carry `input`. At most
    /// `chunkBytes` are read at once, ``CaptureLimits/chunkBytes`` when it is `nil`.
    public init(
        path: String,
        input: UInt32 = 0,
        chunkBytes: Int? = nil,
        limits: CaptureLimits = CaptureLimits()
    ) throws(CaptureError) {
        self.init(try FileSource(path: path), input: input, chunkBytes: chunkBytes, limits: limits)
    }

    /// Reads a descriptor that the caller closes.
    public init(
        fileDescriptor: Int32,
        input: UInt32 = 0,
        chunkBytes: Int? = nil,
        limits: CaptureLimits = CaptureLimits()
    ) throws(CaptureError) {
        let source = try FileSource(borrowing: fileDescriptor)
        self.init(source, input: input, chunkBytes: chunkBytes, limits: limits)
    }

    /// Reads a file or a folder that is still being written, and never comes to an end.
    init(following path: String, input: UInt32, chunkBytes: Int?, limits: CaptureLimits) throws(CaptureError)
    {
        self.init(
            try FollowedFiles(path),
            totalBytes: nil,
            input: input,
            chunkBytes: chunkBytes,
            limits: limits
        )
    }

    init(_ source: FileSource, input: UInt32, chunkBytes: Int?, limits: CaptureLimits) {
        self.init(source, totalBytes: source.size, input: input, chunkBytes: chunkBytes, limits: limits)
    }

    private init(
        _ source: any ByteSource,
        totalBytes: UInt64?,
        input: UInt32,
        chunkBytes: Int?,
        limits: CaptureLimits
    ) {
        let chunkBytes = max(chunkBytes ?? limits.chunkBytes, 1)
        self.source = source
        self.limits = limits
        self.chunkBytes = chunkBytes
        self.totalBytes = totalBytes
        // A small chunk does not need room for thousands of headers: a packet with its header has some 64 bytes.
        let frameLimit = min(limits.framesPerBatch, max(chunkBytes / 64, 16))
        batch = PacketBatch(chunkBytes: chunkBytes, frameLimit: frameLimit)
        state = WalkState(input: input, limits: limits)
    }

    // MARK: Reading

    /// Replaces the batch by the next frames, of which there is at least one, unless a stream has been silent.
    ///
    /// - Returns: `false` at the end.
    /// - Throws: What ends the capture early. It is thrown once, after everything before it has been delivered;
    ///   what does not end it is in ``problems``.
    public mutating func readBatch() throws(CaptureError) -> Bool {
        batch.frames.removeAll(keepingCapacity: true)
        guard !isFinished else { return false }
        do throws(CaptureError) {
            if let pendingError { throw pendingError }
            return try readFrames()
        } catch {
            isFinished = true
            throw error
        }
    }

    private mutating func readFrames() throws(CaptureError) -> Bool {
        while true {
            guard skipBytes() else {
                guard try fill(for: 1) else { return endOrWait() }
                continue
            }
            guard pcap != nil || pcapng != nil else {
                guard try recognizeFormat() else { return endOrWait() }
                continue
            }
            let outcome = pcap?.walk(&batch, &state) ?? pcapng?.walk(&batch, &state) ?? .batchIsFull
            switch outcome {
            case .batchIsFull:
                return true
            case .skips(let count):
                bytesToSkip = count
                skippedBlock = batch.buffer.position
                if batch.count > 0 { return true }
            case .needs(let count):
                if batch.count > 0 { return true }
                guard try fill(for: count) else { return endOrWait() }
            case .restarts:
                if batch.count > 0 { return true }
                beginAnother()
            case .fails(let error):
                guard batch.count > 0 else { throw error }
                pendingError = error
                return true
            }
        }
    }

    /// Reads once; `false` at the end of the bytes.
    private mutating func fill(for count: Int) throws(CaptureError) -> Bool {
        let missing = count - batch.buffer.available
        batch.buffer.makeRoom(for: max(count, min(chunkBytes, batch.buffer.capacity)))
        let reading = try batch.buffer.fill(from: source, atMost: max(chunkBytes, missing))
        if reading == .boundary {
            // A writer that was killed has left half a packet.
            if batch.buffer.available > 0, pcap != nil || pcapng != nil {
                state.note(CaptureError(.truncated(partAtEnd), at: batch.buffer.position))
            }
            batch.buffer.giveUpRest()
            bytesToSkip = 0
            beginAnother()
        }
        isWaiting = reading.isWaiting
        isSilent = reading == .nothingYet
        if case .bytes = reading { return true }
        return false
    }

    /// The next bytes are the beginning of a capture.
    private mutating func beginAnother() {
        earlierSecrets = decryptionSecrets
        earlierStatistics = interfaceStatistics
        pcap = nil
        pcapng = nil
        hasBegun = true
    }

    /// Ends the capture, unless it is only silent.
    private mutating func endOrWait() -> Bool {
        guard isWaiting else { return end() }
        return true
    }

    /// Ends the capture, and notes it if that is in the middle of something.
    private mutating func end() -> Bool {
        if batch.buffer.available > 0 || bytesToSkip > 0 || source.isCutShort {
            let offset = bytesToSkip > 0 ? skippedBlock : batch.buffer.position
            state.note(CaptureError(.truncated(partAtEnd), at: offset))
        }
        isFinished = true
        return false
    }

    /// Passes over what is to be skipped; `false` when more of it is to come.
    private mutating func skipBytes() -> Bool {
        guard bytesToSkip > 0 else { return true }
        let count = min(bytesToSkip, batch.buffer.available)
        batch.buffer.advance(to: batch.buffer.start + count)
        bytesToSkip -= count
        return bytesToSkip == 0
    }

    // MARK: Recognising

    /// Looks at the first bytes, and puts a decompressor before them or makes the walker that fits; `false` when
    /// they end within the header.
    private mutating func recognizeFormat() throws(CaptureError) -> Bool {
        while batch.buffer.available < Compression.longestMagic {
            guard try fill(for: Compression.longestMagic) else {
                if isWaiting { return false }
                break
            }
        }
        let available = batch.buffer.available
        if available < 4, source.isCutShort { return false }
        if available == 0, hasBegun { return false }
        guard available > 0 else { throw CaptureError(.emptyFile, at: 0) }
        let start = batch.buffer.copyAvailable(upTo: Compression.longestMagic)
        guard available >= 4 else { throw CaptureError(.notACapture(magic: start), at: 0) }
        if compression == nil, let found = Compression(magic: start) {
            try decompress(found)
            return true
        }
        let notACapture = CaptureError(.notACapture(magic: Array(start.prefix(4))), at: 0)
        switch CaptureFormat(magic: start) {
        case .pcap?:
            guard try fillUp(to: PcapWalker.fileHeaderLength) else { return try endOfHeader() }
            pcap = try PcapWalker(readingHeaderOf: &batch.buffer, state: state)
        case .pcapng?:
            guard try fillUp(to: PcapngWalker.shortestHeader) else { return try endOfHeader() }
            // Four line ends are no capture, unless the byte-order magic follows.
            let order = batch.buffer.loadUInt32(at: batch.buffer.start + 8)
            guard order == PcapngWalker.byteOrderMagic || order.byteSwapped == PcapngWalker.byteOrderMagic
            else { throw notACapture }
            pcapng = PcapngWalker()
        case nil: throw notACapture
        }
        return true
    }

    private mutating func fillUp(to count: Int) throws(CaptureError) -> Bool {
        while batch.buffer.available < count {
            guard try fill(for: count) else { return false }
        }
        return true
    }

    private mutating func decompress(_ found: Compression) throws(CaptureError) {
        compression = found
        let prefix = batch.buffer.copyAvailable(upTo: .max)
        batch.buffer.removeAll()
        switch found {
        case .gzip: source = try GzipSource(source, prefix: prefix)
        case .zstd: source = try ZstdSource(source, prefix: prefix, windowLog: limits.zstdWindowLog)
        case .bzip2, .xz, .lz4, .lzip: throw CaptureError(.unsupportedCompression(found), at: 0)
        }
    }
}

// MARK: - What is known so far

extension CaptureFileReader {
    /// The time of the batch's first frame.
    var firstTime: Timestamp? { batch.count > 0 ? batch[0].time : nil }

    /// `nil` before the first reading.
    public var format: CaptureFormat? { pcap != nil ? .pcap : pcapng != nil ? .pcapng : nil }

    /// What was wrong without ending the capture.
    public var problems: [CaptureError] { state.problems }

    /// The frames so far, as Wireshark counts them: also those that hold no packet.
    public var frameCount: UInt64 { state.frame }

    /// The bytes on the wire of the packets so far.
    public var wireBytes: UInt64 { state.wireBytes }

    public var packetsByLinkType: [LinkType: UInt64] {
        if let pcapng { return pcapng.packetsByLinkType }
        guard let pcap, state.frame > 0 else { return [:] }
        return [pcap.linkType: state.frame]
    }

    /// The TLS key logs that the capture carries, as far as it was read.
    public var decryptionSecrets: [[UInt8]] {
        earlierSecrets + (pcapng?.metadata.decryptionSecrets ?? [])
    }

    public var interfaceStatistics: [InterfaceStatistics] {
        earlierStatistics + (pcapng?.metadata.statistics ?? [])
    }

    /// What an interface is called, by its number in the file (``FrameHeader/interface``).
    func interfaceName(_ number: UInt32) -> String? { pcapng?.section.interfaceNames[number] }

    public var limitHits: CaptureLimitHits { state.hits }

    /// How much of the file was read, before decompression, and how much there is if that can be known.
    public var progress: (bytesRead: UInt64, totalBytes: UInt64?) { (source.bytesRead, totalBytes) }
}
