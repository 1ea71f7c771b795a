import PacketDecoding
import TLSDecryption

/// What all connections of one engine share; used by one thread at a time.
final class SharedState {
    let certificates = CertificateStore()
    let keys: KeyMaterial
    /// Every message goes into the reports, for whoever wants to see the handshake and not only what came of it.
    let keepsEvents: Bool
    /// The kinds of carriers that datagrams are shown to.
    let carriers: [any Carrier.Type]
    /// The framings that are looked for inside TCP streams.
    let unwrappers: [any StreamUnwrapper.Type]
    /// What all engines together may hold.
    let memory: MemoryPlan
    /// What carriers found that may carry TLS and that they cannot read.
    var passedOver = PassedOverTable()
    /// What QUIC's packets are opened with.
    private(set) lazy var quicOpener = QUICPacketOpener()
    /// What was said of the last connection of QUIC of which there was only a hello.
    var lastUnansweredQUIC: UnansweredQUIC?

    init(
        keys: KeyMaterial,
        keepsEvents: Bool,
        carriers: [any Carrier.Type] = Carriers.datagrams,
        unwrappers: [any StreamUnwrapper.Type] = Carriers.framings,
        memory: MemoryPlan = MemoryPlan()
    ) {
        self.keys = keys
        self.keepsEvents = keepsEvents
        self.carriers = carriers
        self.unwrappers = unwrappers
        self.memory = memory
    }
}
