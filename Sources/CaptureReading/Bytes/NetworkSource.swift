import CPcap
import SystemLibrary

/// A capture that a server sends to whoever connects: PCAP over IP.
///
/// Unsafe calls: getaddrinfo makes a list that is walked, and freed where it was made; `connect` gets an address of it.
enum NetworkSource {
    private static let scheme = "tcp://"

    static func isAddress(_ path: String) -> Bool { path.hasPrefix(scheme) }

    /// Connects to `tcp://HOST:PORT`, where an IPv6 address stands in brackets.
    static func connect(to path: String) throws(CaptureError) -> Int32 {
        guard let (host, port) = parts(of: path) else { throw CaptureError(.badNetworkAddress) }
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = streamSocket
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, port, &hints, &list) == 0 else { throw CaptureError(.noSuchHost) }
        defer { unsafe freeaddrinfo(list) }
        var failure = ECONNREFUSED
        var entry = unsafe list
        while let address = unsafe entry?.pointee {
            let descriptor = unsafe inheritedByNone(
                address.ai_family,
                address.ai_socktype,
                address.ai_protocol
            )
            if descriptor >= 0 {
                if unsafe SystemLibrary.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 {
                    return descriptor
                }
                failure = errno
                close(descriptor)
            }
            unsafe entry = address.ai_next
        }
        throw CaptureError(.inputOutput(errno: failure))
    }

    static func parts(of path: String) -> (host: String, port: String)? {
        guard isAddress(path) else { return nil }
        let rest = path.dropFirst(scheme.count)
        guard let colon = rest.lastIndex(of: ":") else { return nil }
        var host = rest[..<colon]
        let port = rest[rest.index(after: colon)...]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, let number = UInt16(port), number > 0 else { return nil }
        return (String(host), String(port))
    }
}
