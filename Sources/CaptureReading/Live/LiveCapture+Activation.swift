import CPcap

/// Opening an interface, whose every step has its own way to fail.
///
/// Unsafe: the handle is closed here when a step fails, and is the caller's when none does.
extension LiveCapture {
    static func activate(
        _ interface: String,
        _ options: LiveOptions
    ) throws(CaptureError) -> OpaquePointer {
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = unsafe pcap_create(interface, &message) else {
            throw CaptureError(.live(message: text(message)))
        }
        unsafe pcap_set_snaplen(handle, Int32(clamping: options.snapLength))
        unsafe pcap_set_promisc(handle, options.isPromiscuous ? 1 : 0)
        // Not the immediate mode: with it, libpcap has a ring of a few dozen slots, each as long as the longest packet.
        // Without, packets lie side by side in blocks (TPACKET_V3), which are handed over after this time at the latest.
        unsafe pcap_set_timeout(handle, Int32(clamping: max(options.latencyMilliseconds, 1)))
        unsafe pcap_set_buffer_size(handle, Int32(clamping: options.bufferBytes))
        // Microseconds remain where nanoseconds are not known.
        unsafe pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO)
        let status = unsafe pcap_activate(handle)
        // Above 0 is a warning.
        if status >= 0, unsafe pcap_setnonblock(handle, 1, &message) == 0 { return unsafe handle }
        defer { unsafe pcap_close(handle) }
        let detail = unsafe String(cString: pcap_geterr(handle))
        let said = detail.isEmpty ? unsafe String(cString: pcap_statustostr(status)) : detail
        switch status {
        case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED:
            throw CaptureError(.liveNotPermitted(message: said))
        case PCAP_ERROR_NO_SUCH_DEVICE: throw CaptureError(.noSuchDevice(message: said))
        default: throw CaptureError(.live(message: said))
        }
    }

    static func setFilter(_ expression: String, _ handle: OpaquePointer) throws(CaptureError) {
        var program = unsafe bpf_program()
        guard unsafe pcap_compile(handle, &program, expression, 1, bpf_u_int32(PCAP_NETMASK_UNKNOWN)) == 0
        else {
            throw unsafe CaptureError(.invalidFilter(message: String(cString: pcap_geterr(handle))))
        }
        defer { unsafe pcap_freecode(&program) }
        guard unsafe pcap_setfilter(handle, &program) == 0 else { throw unsafe error(handle) }
    }

    /// What libpcap says about the last failure.
    static func error(_ handle: OpaquePointer) -> CaptureError {
        unsafe CaptureError(.live(message: String(cString: pcap_geterr(handle))))
    }

    /// The text in a buffer that libpcap has filled.
    static func text(_ message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
