import ByteParsing
import HandshakeAnalysis
import TLSWire

/// Whether a connection whose packets nobody opens has shown what it can show.
///
///     client  Handshake …            1-RTT             1-RTT
///     server              answer  …        without a Handshake packet, and more than acknowledgments: it has gone on
struct QUICProgress {
    /// Seconds of silence after which a handshake counts as over: the idle time-outs of most stacks are as long.
    static let longestPatience = 30
    /// The same once the client has answered: what is decided by then is decided by silence.
    static let shortPatience = 10
    /// Packets of a server that goes on without saying anything that takes more than an acknowledgment: no more are waited for.
    private static let mostAcknowledgments = 16

    private var lastDatagram: UInt32?
    private var hasHandshake = false
    private var hasClientFlight = false
    private var steps = 0
    /// What the server said since the client's flight with short headers alone.
    private var answers: (count: Int, areAmple: Bool) = (0, false)
    private(set) var isOver = false
    private(set) var patience = longestPatience

    /// Takes in a packet that stayed closed; a datagram is whole when the next one comes.
    mutating func note(_ sealed: SealedPacket) {
        switch (sealed.sender, sealed.type) {
        case (.client, .handshake):
            hasClientFlight = true
            patience = Self.shortPatience
            (steps, answers) = (0, (0, false))
        case (.client, .oneRTT) where hasClientFlight && steps == 1: steps = 2
        case (.server, .handshake): lastDatagram = sealed.datagram
        case (.server, .oneRTT) where hasClientFlight && sealed.datagram != lastDatagram:
            // Short headers alone: the server has let go of its Handshake keys.
            answers = (answers.count + 1, answers.areAmple || sealed.isAmple)
            switch steps {
            case 0: steps = 1
            case 2: steps = 3
            case 3 where answers.areAmple || answers.count >= Self.mostAcknowledgments: isOver = true
            default: break
            }
        default: break
        }
    }

    /// A CONNECTION_CLOSE was read.
    mutating func noteClose(at packet: PacketReference) { patience = 2 }
}
