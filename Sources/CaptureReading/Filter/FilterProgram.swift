import CPcap

/// A filter expression compiled by libpcap for one link type.
///
/// Unsafe, because libpcap takes pointers: the program's instructions live until `pcap_freecode`, and a packet's bytes
/// are lent for the call that looks at them with their true length, beyond which `bpf_filter` never reads.
@safe
final class FilterProgram {
    private var program: bpf_program

    /// Compiles for packets of `linkType`; the error is libpcap's own text.
    init(_ expression: String, linkType: LinkType, snapLength: Int32 = 262_144) throws(FilterError) {
        guard let handle = unsafe pcap_open_dead(linkType.dlt, snapLength) else {
            throw FilterError(message: "out of memory")
        }
        defer { unsafe pcap_close(handle) }
        var compiled = unsafe bpf_program()
        guard unsafe pcap_compile(handle, &compiled, expression, 1, bpf_u_int32(PCAP_NETMASK_UNKNOWN)) == 0
        else {
            throw unsafe FilterError(message: String(cString: pcap_geterr(handle)))
        }
        unsafe program = compiled
    }

    deinit { unsafe pcap_freecode(&program) }

    /// Whether the filter wants the packet; what it looks at must lie in the captured bytes.
    @inline(__always)
    func accepts(_ packet: borrowing Span<UInt8>, originalLength: Int) -> Bool {
        unsafe packet.withUnsafeBufferPointer { bytes in
            unsafe bpf_filter(
                program.bf_insns,
                bytes.baseAddress,
                UInt32(truncatingIfNeeded: originalLength),
                UInt32(truncatingIfNeeded: bytes.count)
            ) != 0
        }
    }
}

/// What libpcap's compiler says.
struct FilterError: Error, Hashable {
    let message: String
}
