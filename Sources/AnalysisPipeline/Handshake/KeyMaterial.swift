import TLSDecryption
import TLSWire

/// The secrets that all connections of one engine share; used by one thread at a time.
final class KeyMaterial {
    private var log = KeyLog()
    private var sources: [KeyLogSource] = []
    /// What was said of late, to say it to copies; `nil` where nobody makes any.
    private var changes: [Change]?

    /// Something that was said, as another may be told.
    enum Change: Sendable {
        case source
        case bytes([UInt8], source: Int)
        case end(source: Int)
    }

    /// There are no secrets; kept, since every record that is encrypted asks for it.
    private(set) var isEmpty = true
    var droppedSecrets: Int { log.droppedSecrets }

    /// A source of lines that may come in pieces, such as a file that is still written to.
    func addSource() -> Int {
        changes?.append(.source)
        sources.append(KeyLogSource())
        return sources.count - 1
    }

    func append(_ bytes: [UInt8], to source: Int) {
        changes?.append(.bytes(bytes, source: source))
        sources[source].append(bytes.span, to: &log)
        isEmpty = log.isEmpty
    }

    /// Takes the last line of a source, although no line end came.
    func finish(_ source: Int) {
        changes?.append(.end(source: source))
        sources[source].finish(to: &log)
        isEmpty = log.isEmpty
    }

    /// What was wrong with a source's lines.
    func badLines(of source: Int) -> (count: Int, first: [KeyLogSource.BadLine]) {
        (sources[source].badLineCount, sources[source].badLines)
    }

    var hasPremasterSecrets: Bool { log.hasPremasterSecrets }

    func premasterSecret(encryptedAs bytes: Span<UInt8>) -> [UInt8]? {
        log.premasterSecret(encryptedAs: bytes)
    }

    func secrets(for random: Random) -> SessionSecrets? { log.secrets(for: random) }

    // MARK: Copies

    /// Another of the same secrets, for another thread; what is said later has to be said to both.
    func copy() -> KeyMaterial {
        let copy = KeyMaterial()
        copy.log = log
        copy.isEmpty = isEmpty
        copy.sources = sources
        return copy
    }

    /// From now on, takes down what is said.
    func recordChanges() { changes = [] }

    /// What was said since this was last asked.
    func takeChanges() -> [Change] {
        guard let taken = changes, !taken.isEmpty else { return [] }
        changes = []
        return taken
    }

    func apply(_ change: Change) {
        switch change {
        case .source: _ = addSource()
        case .bytes(let bytes, let source): append(bytes, to: source)
        case .end(let source): finish(source)
        }
    }
}
