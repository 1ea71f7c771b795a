public import ByteParsing
import SystemLibrary

/// Where a server listens: an address and a port, or a port of the loopback interface.
public struct ListeningAddress: Hashable, Sendable, CustomStringConvertible {
    public let address: IPAddress
    public let port: UInt16

    /// - `9617`: on 127.0.0.1
    /// - `192.0.2.1:9617`, `[2001:db8::1]:9617`, `localhost:9617`
    /// - `0.0.0.0:9617`: on every interface
    ///
    /// `nil` for anything else: names would have to be asked for, and `:9617` means different things to different people.
    public init?(_ text: String) {
        let colon = text.lastIndex(of: ":")
        let digits = colon.map { text[text.index(after: $0)...] } ?? text[...]
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(digits)
        else {
            return nil
        }
        self.port = port
        guard let colon else {
            address = Self.loopback
            return
        }
        let host = text[..<colon]
        if host == "localhost" {
            address = Self.loopback
        } else if host.hasPrefix("["), host.hasSuffix("]"),
            let address = IPAddress(String(host.dropFirst().dropLast())), address.family == .ipv6
        {
            self.address = address
        } else if let address = IPAddress(String(host)), address.family == .ipv4 {
            self.address = address
        } else {
            return nil
        }
    }

    private static let loopback = IPAddress(ipv4: 0x7F00_0001)

    public var description: String { SocketAddress(address: address, port: port).description }

    /// Lends it as the C library has it.
    func withSocketAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, _ isIPv6: Bool) -> Result
    ) -> Result {
        if address.isIPv4 {
            var socket = sockaddr_in()
            socket.sin_family = sa_family_t(AF_INET)
            socket.sin_port = port.bigEndian
            socket.sin_addr.s_addr = UInt32(truncatingIfNeeded: address.low).bigEndian
            return unsafe withUnsafePointer(to: &socket) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, false) }
            }
        }
        var socket = sockaddr_in6()
        socket.sin6_family = sa_family_t(AF_INET6)
        socket.sin6_port = port.bigEndian
        unsafe withUnsafeMutableBytes(of: &socket.sin6_addr) { unsafe $0.copyBytes(from: address.bytes) }
        return unsafe withUnsafePointer(to: &socket) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, true) }
        }
    }
}
