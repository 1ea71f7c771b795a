/// What a header says is inside it.
enum NetworkProtocol: Equatable {
    case ipv4, ipv6
    /// IP of whichever version its first nibble names.
    case ip
    /// What an IP packet carries, by its protocol number: it has the addresses of the packet around it.
    case transport(UInt8)
    /// A piece of what CAPWAP cut up; whole, it is a frame of 802.11 or of Ethernet.
    case capwapPiece(Fragment, isWireless: Bool)
    /// Known by its looks, and without TLS: ARP, a spanning tree, the negotiations of PPP, keep-alives.
    case control
    /// EAP over LAN: between stations of a link, without IP.
    case eapol
    case other
}
