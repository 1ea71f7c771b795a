import ByteParsing
import HandshakeAnalysis
import TLSWire

/// Whether a connection whose packets nobody opens has shown what it can show.
///
///     client  Handshake …            1-RTT             1-RTT
///     server              answer  …        without a Handshake packet: it has gone on
struct QUICProgress {
    /// Seconds of silence after which a handshake counts as over: the idle time-outs of most stacks are as long.
    static let longestPatience = 30
    /// The same once the client has answered: what is decided by then is decided by silence.
    static let shortPatience = 10

    private var lastDatagram: UInt32?
    private var hasHandshake = false
    private var hasClientFlight = false
    private var steps = 0
    private(set) var isOver = false
    private(set) var patience = longestPatience

    /// Takes in a packet that stayed closed; a datagram is whole when the next one comes.
    mutating func note(_ sealed: SealedPacket) {
        switch (sealed.sender, sealed.type) {
        case (.client, .handshake):
            hasClientFlight = true
            patience = Self.shortPatience
            steps = 0
        case (.client, .oneRTT) where hasClientFlight && steps == 1: steps = 2
        case (.server, .handshake): lastDatagram = sealed.datagram
        case (.server, .oneRTT) where hasClientFlight && sealed.datagram != lastDatagram:
            // Short headers alone: the server has let go of its Handshake keys.
            if steps == 0 { steps = 1 } else if steps == 2 { steps = 3 } else if steps == 3 { isOver = true }
        default: break
        }
    }

    /// A CONNECTION_CLOSE was read.
    mutating func noteClose(at packet: PacketReference) { patience = 2 }
}
