public import ByteParsing

/// One end of a connection as a person writes it to search by.
///
/// - `192.0.2.20`, `2001:db8::1`: an address; `192.0.2.0/24`, `2001:db8::/32`: a network.
/// - `8443` or `:8443`: a port; `192.0.2.20:8443`, `[2001:db8::1]:443`, `192.0.2.0/24:443`: both.
/// - `02:00:5e:00:53:01`, `02-00-5e-00-53-01`: a station, where TLS goes over a link without IP. It has no port.
/// - `api.example`, `*.example`, `api.example:8443`: a name.
public struct PlacePattern: Hashable, Sendable {
    private enum Host: Hashable, Sendable {
        case any
        case network(IPAddress, bits: Int)
        case station(IPAddress)
        case name(NamePattern)
    }

    private let host: Host
    private let port: UInt16?

    /// `nil` for what is none of these: an impossible port or length of a network.
    public init?(_ text: String) {
        if let port = UInt16(text.hasPrefix(":") ? String(text.dropFirst()) : text) {
            (host, self.port) = (.any, port)
            return
        }
        if let station = IPAddress(linkText: text) {
            (host, port) = (.station(station), nil)
            return
        }
        guard let (hostText, port) = Self.parts(of: text), !hostText.isEmpty else { return nil }
        self.port = port
        if let (address, bits) = Self.network(hostText) {
            host = .network(address, bits: bits)
        } else {
            // What has a slash or only digits and points was meant as numbers.
            guard !hostText.contains("/"), hostText.contains(where: { !$0.isNumber && $0 != "." }),
                !hostText.contains(where: \.isWhitespace)
            else { return nil }
            host = .name(NamePattern(hostText))
        }
    }

    /// Whether it is that end; `names` are what it is called.
    public func matches(_ place: SocketAddress, names: @autoclosure () -> [String]) -> Bool {
        if let port, !place.hasPort || port != place.port { return false }
        switch host {
        case .any: return true
        case .network(let network, let bits): return place.address.isIn(network, bits: bits)
        case .station(let station): return place.address == station
        case .name(let pattern): return names().contains(where: pattern.matches)
        }
    }

    // MARK: Reading

    private static func parts(of text: String) -> (host: String, port: UInt16?)? {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let host = String(text[text.index(after: text.startIndex)..<end])
            let rest = text[text.index(after: end)...]
            if rest.isEmpty { return (host, nil) }
            guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()) else { return nil }
            return (host, port)
        }
        let colons = text.filter { $0 == ":" }.count
        guard colons == 1, let colon = text.firstIndex(of: ":") else { return (text, nil) }
        guard let port = UInt16(text[text.index(after: colon)...]) else { return nil }
        return (String(text[..<colon]), port)
    }

    private static func network(_ text: String) -> (IPAddress, Int)? {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else { return nil }
        let longest = address.isIPv4 ? 32 : 128
        guard parts.count > 1 else { return (address, longest) }
        guard let bits = Int(parts[1]), (0...longest).contains(bits) else { return nil }
        return (address, bits)
    }
}
