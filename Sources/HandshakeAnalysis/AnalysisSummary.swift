public import ByteParsing

/// What a whole run saw: the report's last lines.
public struct AnalysisSummary: Sendable {
    public var connectionCount: UInt64 = 0
    public var statusCounts: [Verdict.Status: UInt64] = [:]
    public var failureCounts: [Failure.Kind: UInt64] = [:]

    public var packetCount: UInt64 = 0
    /// Captured bytes of those packets.
    public var byteCount: UInt64 = 0
    /// Packets that the BPF filter left out; they count as frames all the same.
    public var filteredPacketCount: UInt64 = 0
    public var firstTime: Timestamp?
    public var lastTime: Timestamp?

    /// Packets of link types that cannot be decoded: the type's number, its name if registered, how many.
    public var unsupportedLinkTypes: [UnsupportedLinkType] = []
    /// What carried or may have carried TLS, and was not read.
    public var passedOver: [PassedOver] = []
    /// What was tried and never became TLS: by kind, and the servers with the most attempts first.
    public var attempts: [Attempt] = []
    public var malformedPacketCount: UInt64 = 0
    /// Packets that the capture's snapshot length cut.
    public var truncatedPacketCount: UInt64 = 0
    /// How often a named limit made the analysis give something up.
    public var limitHits: [LimitHit] = []
    public var inputs: [InputSummary] = []
    /// Whether the signatures that prove possession of keys were checked.
    public var signatures = Signatures.notAsked
    /// Packets that the kernel, or the interface, dropped before we saw them; live only.
    public var droppedPackets: DroppedPackets?
    /// How the watch is doing; live only.
    public var live: LiveState?
    /// What was asked to be shown, as options; empty where everything was.
    ///
    /// The counts are of all connections.
    public var filters: [String] = []
    /// With ``filters``: how many reports of connections were written.
    public var shown: UInt64?

    public init() {}

    public enum Signatures: String, CaseIterable, Hashable, Sendable {
        case checked
        case notAsked = "not_asked"
        /// The input is so large that they are checked only on demand.
        case inputTooLarge = "input_too_large"
    }

    public struct UnsupportedLinkType: Hashable, Sendable {
        public var number: UInt32
        public var name: String?
        public var packetCount: UInt64
        public init(number: UInt32, name: String?, packetCount: UInt64) {
            self.number = number
            self.name = name
            self.packetCount = packetCount
        }
    }

    /// Where something can be looked at.
    public struct Example: Hashable, Sendable {
        public var packet: PacketReference
        /// Each is `nil` where the packet has none that could be read.
        public var source: SocketAddress?
        public var destination: SocketAddress?

        public init(packet: PacketReference, source: SocketAddress?, destination: SocketAddress?) {
            self.packet = packet
            self.source = source
            self.destination = destination
        }

        public func comesBefore(_ other: Example) -> Bool {
            (packet.time.nanoseconds, packet.input, packet.frame)
                < (other.packet.time.nanoseconds, other.packet.input, other.packet.frame)
        }
    }

    /// Packets of one kind that were not looked into.
    public struct PassedOver: Hashable, Sendable {
        public enum Kind: String, CaseIterable, Hashable, Sendable {
            /// A link type that is not read; its name is that of the registry.
            case linkType = "link_type"
            /// What carries other packets.
            case tunnel
            /// A protocol with TLS in it or below it, over something else than TCP.
            case transport
            /// Connections of TLS that had begun before the capture, each counted once.
            case connection
        }

        public var kind: Kind
        public var name: String
        public var packets: UInt64
        public var example: Example

        public init(kind: Kind, name: String, packets: UInt64, example: Example) {
            self.kind = kind
            self.name = name
            self.packets = packets
            self.example = example
        }
    }

    /// Attempts at one server that never became TLS.
    public struct Attempt: Hashable, Sendable {
        public enum Kind: String, CaseIterable, Hashable, Sendable {
            /// A RST answered the SYN or, with a ``refusal``, TLS was asked for and not granted.
            case refused
            /// Nothing answered the SYN, the datagrams or the first packet of OpenVPN over TCP, or, with a ``refusal``, what the client asked for before TLS.
            case unanswered
            /// HTTP was spoken to a server of TLS.
            case plainHTTP = "plain_http"
            /// Something else was.
            case otherProtocol = "other_protocol"
            /// TLS was asked for and granted, and no ClientHello followed.
            case abandoned
        }

        public enum Transport: String, CaseIterable, Hashable, Sendable { case tcp, udp }

        public var kind: Kind
        /// `nil` for all the servers together that are not listed.
        public var server: SocketAddress?
        public var count: UInt64
        /// The first.
        public var example: Example
        /// What kept TLS from beginning; `nil` where TCP or the client's first bytes did.
        public var refusal: StartRefusal?
        /// `udp` where datagrams were sent, and no SYN.
        public var transport: Transport

        public init(
            kind: Kind,
            server: SocketAddress?,
            count: UInt64,
            example: Example,
            refusal: StartRefusal? = nil,
            transport: Transport = .tcp
        ) {
            self.kind = kind
            self.server = server
            self.count = count
            self.example = example
            self.refusal = refusal
            self.transport = transport
        }
    }

    public struct LimitHit: Hashable, Sendable {
        public var name: String
        public var count: UInt64
        public init(name: String, count: UInt64) {
            self.name = name
            self.count = count
        }
    }

    /// One input, and what was wrong with it.
    public struct InputSummary: Hashable, Sendable {
        public var path: String
        public var packetCount: UInt64
        public var problems: [Problem]
        public init(path: String, packetCount: UInt64, problems: [Problem]) {
            self.path = path
            self.packetCount = packetCount
            self.problems = problems
        }
    }

    /// Something that kept an input from being read to its end; `message` is ready to print.
    public struct Problem: Hashable, Sendable {
        public enum Category: String, CaseIterable, Hashable, Sendable {
            /// Cut off in the middle: analysed up to there.
            case truncated
            case notACapture = "not_a_capture"
            case noSuchInput = "no_such_input"
            case inputOutput = "io_error"
            case notPermitted = "not_permitted"
            /// Damaged in the middle: analysed up to there.
            case damaged
            /// Something was left out that does not end the reading: an interface without a filter, say.
            case notice
        }

        public var category: Category
        public var message: String
        /// Where in the input, in bytes (of the decompressed form, if it was compressed).
        public var offset: UInt64?
        public init(category: Category, message: String, offset: UInt64?) {
            self.category = category
            self.message = message
            self.offset = offset
        }
    }

    public struct DroppedPackets: Hashable, Sendable {
        public var byKernel: UInt64
        public var byInterface: UInt64
        public init(byKernel: UInt64, byInterface: UInt64) {
            self.byKernel = byKernel
            self.byInterface = byInterface
        }
    }
}
