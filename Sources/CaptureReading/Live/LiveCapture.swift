import ByteParsing
import CPcap
import SystemLibrary

/// Reads the packets of an interface as they pass, by libpcap.
///
/// Unsafe, because libpcap takes pointers: the handle is closed once, and the callback that `pcap_dispatch` calls gets
/// the address of a batch that nobody else touches until `pcap_dispatch` returns.
@safe
public struct LiveCapture: ~Copyable {
    /// The packets of the last reading.
    public private(set) var batch: PacketBatch
    public let interface: String
    public let linkType: LinkType
    private let handle: OpaquePointer
    private let nanosecondsPerTick: Int64
    private let input: UInt32
    private let snapLength: Int
    private let batchBytes: Int
    /// The kernel's ring, in bytes; `nil` if that is not known.
    public let ringBytes: Int?
    /// Ends the capture from anywhere, also from another thread or a signal handler.
    public let stop = LiveStop()
    private var frame: UInt64 = 0
    private var lastCounters: (received: UInt32, dropped: UInt32, droppedByInterface: UInt32) = (0, 0, 0)
    private var totals = LiveStatistics()

    /// How long a reading waits for the first packet.
    public static let waitMilliseconds: Int32 = 100

    /// Begins to capture.
    ///
    /// The pseudo-interface `any` watches all interfaces.
    ///
    /// - Parameters:
    ///   - interface: Its name.
    ///   - filter: An expression that the kernel applies.
    ///   - input: The index that the frames' references carry.
    ///   - options: How it is captured.
    ///   - limits: The sizes of the batch.
    /// - Throws: ``CaptureError/Reason/liveNotPermitted(message:)``, ``CaptureError/Reason/noSuchDevice(message:)``,
    ///   ``CaptureError/Reason/invalidFilter(message:)``, or what else libpcap says.
    public init(
        interface: String,
        filter: String? = nil,
        input: UInt32 = 0,
        options: LiveOptions = LiveOptions(),
        limits: CaptureLimits = CaptureLimits()
    ) throws(CaptureError) {
        var options = options
        options.snapLength = min(max(options.snapLength, 1), limits.packetBytes)
        let handle = try unsafe Self.activate(interface, options)
        do throws(CaptureError) {
            if let filter { try unsafe Self.setFilter(filter, handle) }
        } catch {
            unsafe pcap_close(handle)
            throw error
        }
        unsafe self.handle = handle
        self.interface = interface
        self.input = input
        snapLength = options.snapLength
        batchBytes = limits.chunkBytes + options.snapLength
        linkType = unsafe LinkType(dlt: pcap_datalink(handle))
        nanosecondsPerTick = unsafe pcap_get_tstamp_precision(handle) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000
        ringBytes = unsafe MappedRing.bytes(of: pcap_fileno(handle))
        batch = PacketBatch(chunkBytes: batchBytes, frameLimit: limits.framesPerBatch)
    }

    deinit { unsafe pcap_close(handle) }

    // MARK: Reading

    /// Replaces the batch by the packets that have arrived; after the timeout it may be empty.
    ///
    /// - Returns: `false` once ``stop`` was requested.
    /// - Throws: ``CaptureError/Reason/live(message:)``, for example when the interface is gone.
    public mutating func readBatch() throws(CaptureError) -> Bool {
        guard !stop.isRequested else { return false }
        if try readWaiting() == 0 {
            wait()
            _ = try readWaiting()
        }
        return true
    }

    /// Replaces the batch by the packets that wait, and returns how many there are.
    mutating func readWaiting() throws(CaptureError) -> Int {
        batch.removeAll()
        // It may be in exchange for another one's.
        batch.buffer.makeRoom(for: batchBytes)
        return try dispatch()
    }

    /// Exchanges the batch that was read for another one's memory.
    mutating func exchange(_ other: inout PacketBatch) { swap(&batch, &other) }

    /// What poll(2) can wait for; negative where there is nothing.
    var descriptor: Int32 { unsafe pcap_get_selectable_fd(handle) }

    /// Waits for a packet, but not longer than the timeout.
    ///
    /// `pcap_dispatch` cannot be asked to: on Linux it goes on waiting when its timeout is over and nothing came.
    private func wait() {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // A device without a descriptor is looked at again after the timeout: poll ignores a negative one.
        _ = unsafe poll(&entry, 1, Self.waitMilliseconds)
    }

    /// Takes what is there and returns how many packets that was.
    private mutating func dispatch() throws(CaptureError) -> Int {
        let handle = unsafe handle
        let limit = Int32(clamping: batch.frameLimit)
        let result = unsafe withUnsafeMutablePointer(to: &self) { capture in
            unsafe pcap_dispatch(
                handle,
                limit,
                { user, header, bytes in
                    guard let user = unsafe user, let header = unsafe header, let bytes = unsafe bytes else {
                        return
                    }
                    let capture = unsafe UnsafeMutableRawPointer(user).assumingMemoryBound(
                        to: LiveCapture.self
                    )
                    let packet = unsafe UnsafeRawBufferPointer(
                        start: bytes,
                        count: Int(header.pointee.caplen)
                    )
                    unsafe capture.pointee.append(packet, header.pointee)
                },
                UnsafeMutableRawPointer(capture).assumingMemoryBound(to: UInt8.self)
            )
        }
        // The break is our own: the buffer was full.
        guard result >= 0 || result == PCAP_ERROR_BREAK else { throw unsafe Self.error(handle) }
        return batch.count
    }

    private mutating func append(_ packet: UnsafeRawBufferPointer, _ header: pcap_pkthdr) {
        let captured = min(packet.count, batch.buffer.freeRoom)
        let start = batch.buffer.end
        unsafe batch.buffer.append(UnsafeRawBufferPointer(rebasing: packet[..<captured]))
        frame += 1
        let nanoseconds =
            Int64(header.ts.tv_sec) * 1_000_000_000 + Int64(header.ts.tv_usec) * nanosecondsPerTick
        batch.frames.append(
            FrameHeader(
                frame: frame,
                input: input,
                time: Timestamp(nanoseconds: nanoseconds),
                start: start,
                captured: UInt32(captured),
                original: header.len,
                linkType: linkType
            )
        )
        if batch.buffer.freeRoom < snapLength { unsafe pcap_breakloop(handle) }
    }

    /// What was received and lost so far; asks the kernel.
    public mutating func statistics() -> LiveStatistics {
        var counters = pcap_stat()
        guard unsafe pcap_stats(handle, &counters) == 0 else { return totals }
        // They have 32 bits, which a day of busy traffic passes.
        totals.received += UInt64(counters.ps_recv &- lastCounters.received)
        totals.droppedByKernel += UInt64(counters.ps_drop &- lastCounters.dropped)
        totals.droppedByInterface += UInt64(counters.ps_ifdrop &- lastCounters.droppedByInterface)
        lastCounters = (counters.ps_recv, counters.ps_drop, counters.ps_ifdrop)
        return totals
    }

    /// The frames so far.
    public var frameCount: UInt64 { frame }
}
