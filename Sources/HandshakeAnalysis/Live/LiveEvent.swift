public import ByteParsing
public import CertificateInspection

/// What a watch tells, in the order in which it happened: any number of consumers can be given the same events.
public enum LiveEvent: Sendable {
    /// Connections that were decided, oldest first.
    case connections([ConnectionReport])
    case loss(PacketLoss)
    case interface(InterfaceChange)
    case certificate(CertificateSighting)
    /// What was seen so far; ``AnalysisSummary/live`` is there.
    case statistics(AnalysisSummary)
    /// The same once a second, where somebody asked for it; its rates are those of the last statistics.
    case state(AnalysisSummary)
    /// The clock on the wall, about once a second, in silence as well.
    case time(Timestamp)
    /// What the user named was read again, as they asked; outputs are to be opened again.
    case reloaded
    /// Something that the user named could not be read again: what was known stays.
    case notReloaded(path: String, detail: String)
}

/// Packets that were dropped: the kernel or the interface counted them, and dropped them.
public struct PacketLoss: Hashable, Sendable {
    /// The interface, by the index that packets carry.
    public var input: UInt32
    /// When the counter was last seen as it was, and when it was seen to have risen.
    public var start: Timestamp
    public var end: Timestamp
    /// For want of room in the ring.
    public var droppedByKernel: UInt64
    public var droppedByInterface: UInt64

    public init(
        input: UInt32,
        start: Timestamp,
        end: Timestamp,
        droppedByKernel: UInt64,
        droppedByInterface: UInt64
    ) {
        self.input = input
        self.start = start
        self.end = end
        self.droppedByKernel = droppedByKernel
        self.droppedByInterface = droppedByInterface
    }

    public var packets: UInt64 { droppedByKernel + droppedByInterface }
}

/// What became of an interface that is to be watched.
public struct InterfaceChange: Hashable, Sendable {
    public enum State: String, CaseIterable, Hashable, Sendable {
        /// Its packets are captured from now on.
        case watching
        /// It is not there, or down, and is waited for.
        case waiting
        /// It was there, and is no longer.
        case gone
    }

    public var time: Timestamp
    public var input: UInt32
    public var name: String
    public var state: State
    /// The kernel's ring for it, in bytes, if that is known.
    public var ringBytes: Int?
    /// What the system says.
    public var detail: String?

    public init(
        time: Timestamp,
        input: UInt32,
        name: String,
        state: State,
        ringBytes: Int? = nil,
        detail: String? = nil
    ) {
        self.time = time
        self.input = input
        self.name = name
        self.state = state
        self.ringBytes = ringBytes
        self.detail = detail
    }
}

/// A certificate that is worth a word of its own.
public struct CertificateSighting: Sendable {
    public enum Reason: String, CaseIterable, Hashable, Sendable {
        case firstSeen = "first_seen"
        case endsWithin30Days = "ends_within_30_days"
        case endsWithin7Days = "ends_within_7_days"
        case endsWithin1Day = "ends_within_1_day"
        case ended

        /// The days before the end at which it is told.
        public var days: Int64? {
            switch self {
            case .firstSeen: nil
            case .endsWithin30Days: 30
            case .endsWithin7Days: 7
            case .endsWithin1Day: 1
            case .ended: 0
            }
        }
    }

    public enum Owner: String, CaseIterable, Hashable, Sendable { case client, server }

    public var reason: Reason
    public var time: Timestamp
    /// Who showed it last.
    public var owner: Owner
    public var connection: ConnectionID
    public var client: SocketAddress
    public var server: SocketAddress
    public var input: UInt32
    /// Where in the chain it stood; 0 is the owner's own.
    public var depth: Int
    public var certificate: CertificateSummary

    public init(
        reason: Reason,
        time: Timestamp,
        owner: Owner,
        connection: ConnectionID,
        client: SocketAddress,
        server: SocketAddress,
        input: UInt32,
        depth: Int,
        certificate: CertificateSummary
    ) {
        self.reason = reason
        self.time = time
        self.owner = owner
        self.connection = connection
        self.client = client
        self.server = server
        self.input = input
        self.depth = depth
        self.certificate = certificate
    }
}
