import HandshakeAnalysis

/// Where the packets and the secrets of an analysis come from; used by one thread at a time.
protocol PacketSource: AnyObject {
    var keys: KeyMaterial { get }
    /// Its next packets may be long in coming.
    var isStream: Bool { get }
    /// It has come to its end, and nothing shows that packets are missing there: where it ends, whoever captured it stopped. Asked
    /// once nothing is read any more.
    var isWhole: Bool { get }

    /// The kinds of carriers that datagrams are shown to.
    var carriers: [any Carrier.Type] { get }

    /// What the connections of one engine share, as it is asked for here; `keys` are that engine's own.
    func makeSharedState(keys: KeyMaterial) -> SharedState

    /// Has packets read in chunks of another size; called before the first reading.
    func setChunkBytes(_ count: Int)

    /// Fills a unit, perhaps with no packet, and says how far it has come; `nil` at the end of everything.
    func read(into unit: inout PacketUnit) throws(AnalysisError) -> CaptureAnalysis.Progress?

    /// Adds what is known of the inputs.
    func complete(_ summary: inout AnalysisSummary)
}
