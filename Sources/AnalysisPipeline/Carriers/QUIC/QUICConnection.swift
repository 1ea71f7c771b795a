import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSDecryption
import TLSWire

/// One QUIC connection: its packets, opened as far as keys are at hand, and the handshake in their CRYPTO frames.
///
///     Initial    keys that anybody can make     CRYPTO ─▶ hellos
///     Handshake  keys of the key log            CRYPTO ─▶ certificates      else sizes ─▶ SealedPackets
///     1-RTT      keys of the key log            CRYPTO ─▶ tickets, STREAM ─▶ HTTP/3
final class QUICConnection {
    /// Packets that wait for the keys of a key log that is still written, or for a hello that comes late.
    static let maximumWaiting = 24
    /// STREAM bytes of a server's answer that are read.
    static let maximumAnswer: UInt64 = 16 << 10

    /// A packet that waits.
    struct Waiting {
        let sealed: SealedPacket
        let bytes: [UInt8]
        /// Where the packet number is.
        let start: Int
    }

    let session: QUICSession
    /// They are numbered in the order in which they begin, on the same ports.
    var number = 0
    let budget: CarrierBudget
    let opener: QUICPacketOpener
    // Nothing that is done with any of these reaches the connection that it belongs to.
    @safe @exclusivity(unchecked) var ids: QUICConnectionIDs
    /// The version of the client's first Initial packet.
    let firstVersion: QUICVersion
    /// That of the last long header.
    @safe @exclusivity(unchecked) var version: QUICVersion
    @safe @exclusivity(unchecked) var initialKeys:
        [(family: QUICVersion.Family, keys: QUICKeySchedule.InitialKeys)] = []
    /// Those that followed from a key log; `nil` where none did, as mostly.
    @safe @exclusivity(unchecked) private(set) var learnt: LearntKeys?
    /// Secrets were looked for and not found so often.
    var lookups = 0
    @safe @exclusivity(unchecked) var waiting: [Waiting] = []
    /// Of Initial, Handshake and 1-RTT packets.
    @safe @exclusivity(unchecked) var streams = Both<Role, InlineArray<3, QUICStream>> { _ in
        InlineArray(repeating: QUICStream())
    }
    /// The numbers of packets that were opened, by space.
    @safe @exclusivity(unchecked) var numbers = Both<Role, InlineArray<3, ReplayWindow?>> { _ in
        InlineArray(repeating: nil)
    }
    /// What came of packets that nobody opens.
    @safe @exclusivity(unchecked) var prints = Both<Role, RecentPrints> { _ in RecentPrints() }
    /// The server's answer to the client's first request, and the client's request.
    var answers = Both<Role, QUICStream> { _ in QUICStream() }
    var requestStream: UInt64?
    /// The server takes packets of the client that only a finished handshake lets it read.
    @safe @exclusivity(unchecked) var isConfirmed = false
    /// What else the report says.
    @safe @exclusivity(unchecked) var notes = QUICNotes()
    @safe @exclusivity(unchecked) var progress = QUICProgress()
    /// The datagram that is read has something of it.
    @safe @exclusivity(unchecked) var hasNews = false

    init(
        _ opening: CarrierOpening,
        client: SocketAddress,
        server: SocketAddress,
        _ version: QUICVersion,
        destination: [UInt8]
    ) {
        session = QUICSession(opening, .quic, framing: .quic)
        session.client = client
        session.server = server
        budget = opening.budget
        opener = opening.shared.quicOpener
        ids = QUICConnectionIDs(original: destination)
        firstVersion = version
        self.version = version
        session.connection = self
        session.patience = QUICProgress.longestPatience
    }

    /// Makes room for what follows from a key log.
    func learn() -> LearntKeys {
        if let learnt { return learnt }
        let made = LearntKeys()
        learnt = made
        return made
    }

    /// Gives up what is missing, since nothing more will come.
    func conclude(_ directory: CarrierDirectory) {
        skipUnseenRetryRequest(at: session.last)
        retryWaiting()
        for packet in waiting { passOver(packet.sealed) }
        dropWaiting()
        noteUnseenPackets()
        for space in 0..<3 {
            for role in [Role.client, .server] {
                let packet = session.last
                while streams[role][space].skipGap(
                    budget,
                    onGap: {
                        session.stream.records.handshake.receiveGap($0, isCut: false, from: role, at: packet)
                        session.notes.missingBytes += $0
                    },
                    deliver: {
                        session.stream.records.handshake.receiveHandshake(
                            $0,
                            atBoundary: false,
                            from: role,
                            Self.levels[space],
                            at: packet
                        )
                    }
                ) {
                    // Behind the first hole nothing is read, so where no log is kept of them the others count together.
                    guard session.stream.records.handshake.isIndifferent(to: role) else { continue }
                    let missing = streams[role][space].skipAll(budget)
                    guard missing > 0 else { break }
                    session.stream.records.handshake.receiveGap(missing, isCut: false, from: role, at: packet)
                    session.notes.missingBytes += missing
                    break
                }
            }
        }
        release(directory)
    }

    /// Gives back what it holds.
    func release(_ directory: CarrierDirectory) {
        dropWaiting()
        for role in [Role.client, .server] {
            for space in 0..<3 { streams[role][space].drop(budget) }
            answers[role].drop(budget)
        }
        for id in ids.ids(of: .server) { directory.remove(quic: id.span) }
    }

    func dropWaiting() {
        for packet in waiting { budget.release(packet.bytes.count) }
        waiting = []
    }

    static let levels: InlineArray<3, ProtectionLevel> = [.plaintext, .handshake, .application]

    /// The packet number space of a packet (RFC 9000, section 12.3).
    static func space(of type: QUICPacketType) -> Int {
        switch type {
        case .initial: 0
        case .handshake: 1
        case .zeroRTT, .oneRTT, .retry, .versionNegotiation: 2
        }
    }
}

extension QUICConnection {
    /// An object, since it takes more than all the rest, and few connections have it.
    final class LearntKeys {
        var handshake = Both<Role, QUICPacketKeys?> { _ in nil }
        var early: QUICPacketKeys?
        var phases = Both<Role, QUICKeyPhase?> { _ in nil }
    }
}

/// What is reported of a QUIC connection.
final class QUICSession: CarriedSession {
    /// It outlives its session's report.
    unowned var connection: QUICConnection?

    override func describeCarriage() -> Carriage? { connection?.carriage }

    override func giveUpWaiting() { connection?.noteUnseenServerData() }
}

/// The keys of 1-RTT packets of one sender, which change when it says so by a bit (RFC 9001, section 6).
struct QUICKeyPhase {
    var secret: [UInt8]
    var keys: QUICPacketKeys
    var bit = false
    /// Those before, for packets that come late.
    var earlier: QUICPacketKeys?
}
