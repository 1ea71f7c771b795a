import ByteParsing

/// The way into a frame: how far its headers have been followed, and the tunnels that they are of.
struct HeaderPath: Sendable {
    /// Tags, labels and links that one frame may stack before we stop believing it.
    static let maximumLinks = 16
    /// Tunnels around one packet that are named; the others are followed, and not listed.
    static let maximumTunnels = 24
    /// Guesses at what follows, in one frame.
    static let maximumGuesses = 256

    /// Where the next header begins.
    var offset = 0
    /// Where the frame, packet or datagram that is looked into ended on the wire; beyond the frame if that was cut.
    var wireEnd = 0
    /// The ends of the innermost IP packet that was entered.
    var source: IPAddress?
    var destination: IPAddress?
    /// Where the innermost Ethernet header is, if one was passed.
    var ethernet: Int?
    /// Where the MAC header of 802.11 is, or the sender's address of a cooked capture, if one was passed.
    var wireless: Int?
    var cookedSender: Int?
    /// What there is that cannot be read.
    var unread: UnreadProtocol?
    private(set) var tunnels: [Tunnel] = []
    /// The network that the tunnels name.
    private(set) var domain = FlowDomain.none
    private var links = 0
    private var guesses = 0

    /// Before the first header of a frame.
    mutating func begin(wireEnd: Int) {
        offset = 0
        self.wireEnd = wireEnd
        source = nil
        destination = nil
        ethernet = nil
        wireless = nil
        cookedSender = nil
        unread = nil
        links = 0
        guesses = 0
        guard !tunnels.isEmpty else { return }
        tunnels.removeAll(keepingCapacity: true)
        domain = .none
    }

    /// Counts a header of a link; `false` if there are too many.
    mutating func enterLink() -> Bool {
        links += 1
        return links <= Self.maximumLinks
    }

    /// Counts a guess; `false` if there are too many.
    ///
    /// Going back does not give them back: nested ones would multiply.
    mutating func mayGuess() -> Bool {
        guesses += 1
        return guesses <= Self.maximumGuesses
    }

    // MARK: Tunnels

    /// Enters a tunnel whose ends are those of the IP packet that it came in.
    mutating func enter(_ kind: Tunnel.Kind, id: UInt32? = nil) {
        enter(Tunnel(kind: kind, id: id, source: source, destination: destination))
    }

    /// Enters one that has ends of its own, or none.
    mutating func enter(_ tunnel: Tunnel) {
        guard tunnels.count < Self.maximumTunnels else { return }
        tunnels.append(tunnel)
        domain = domain.inside(tunnel)
    }

    // MARK: Trying

    /// A place to return to when what was tried turns out to be something else.
    struct Mark {
        let offset: Int
        fileprivate let wireEnd: Int
        fileprivate let ethernet: Int?
        fileprivate let tunnels: Int
        fileprivate let domain: FlowDomain
        fileprivate let links: Int
    }

    var mark: Mark {
        Mark(
            offset: offset,
            wireEnd: wireEnd,
            ethernet: ethernet,
            tunnels: tunnels.count,
            domain: domain,
            links: links
        )
    }

    mutating func goBack(to mark: Mark) {
        offset = mark.offset
        wireEnd = mark.wireEnd
        ethernet = mark.ethernet
        tunnels.removeLast(tunnels.count - mark.tunnels)
        domain = mark.domain
        links = mark.links
        unread = nil
    }
}

extension Span<UInt8> {
    /// An EUI-48 address.
    func station(at offset: Int) -> IPAddress {
        IPAddress(link: UInt64(bigEndianUInt16(at: offset)) << 32 | UInt64(bigEndianUInt32(at: offset + 2)))
    }

    func littleEndianUInt16(at offset: Int) -> UInt16 { bigEndianUInt16(at: offset).byteSwapped }

    func littleEndianUInt32(at offset: Int) -> UInt32 { bigEndianUInt32(at: offset).byteSwapped }
}
