import ByteParsing
import CPcap
import SystemLibrary

/// Owns libpcap's list of devices.
///
/// Unsafe, because it is a linked list of C structures: it is walked only while this value lives, and freed once. A
/// socket address is read only as the structure that its family says.
@safe
struct DeviceList: ~Copyable {
    private let first: UnsafeMutablePointer<pcap_if_t>?

    init() throws(CaptureError) {
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        var first: UnsafeMutablePointer<pcap_if_t>?
        guard unsafe pcap_findalldevs(&first, &message) == 0 else {
            throw CaptureError(.live(message: LiveCapture.text(message)))
        }
        unsafe self.first = first
    }

    deinit { unsafe pcap_freealldevs(first) }

    borrowing func interfaces() -> [CaptureInterface] {
        var result: [CaptureInterface] = []
        var device = unsafe first
        while let entry = unsafe device?.pointee {
            let flags = unsafe entry.flags
            result.append(
                CaptureInterface(
                    name: unsafe String(cString: entry.name),
                    description: unsafe entry.description.map { unsafe String(cString: $0) },
                    addresses: unsafe Self.addresses(from: entry.addresses),
                    isUp: flags & UInt32(PCAP_IF_UP) != 0,
                    isRunning: flags & UInt32(PCAP_IF_RUNNING) != 0,
                    isLoopback: flags & UInt32(PCAP_IF_LOOPBACK) != 0
                )
            )
            unsafe device = entry.next
        }
        return result
    }

    private static func addresses(from first: UnsafeMutablePointer<pcap_addr>?) -> [IPAddress] {
        var result: [IPAddress] = []
        var address = unsafe first
        while let entry = unsafe address?.pointee {
            if let socketAddress = unsafe entry.addr, let parsed = unsafe ipAddress(socketAddress) {
                result.append(parsed)
            }
            unsafe address = entry.next
        }
        return result
    }

    private static func ipAddress(_ address: UnsafeMutablePointer<sockaddr>) -> IPAddress? {
        let raw = UnsafeRawPointer(address)
        switch unsafe Int32(address.pointee.sa_family) {
        case AF_INET:
            let v4 = unsafe raw.loadUnaligned(as: sockaddr_in.self)
            return IPAddress(ipv4: UInt32(bigEndian: v4.sin_addr.s_addr))
        case AF_INET6:
            // struct sockaddr_in6: family, port, flow label (8 bytes in all), then the address.
            let high = unsafe raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            let low = unsafe raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            return IPAddress(ipv6High: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
        default: return nil
        }
    }
}
