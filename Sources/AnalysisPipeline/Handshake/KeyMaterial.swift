import TLSDecryption
import TLSWire

/// The secrets that all connections of one engine share; used by one thread at a time.
final class KeyMaterial {
    /// Secrets of one generation, where the oldest are forgotten; two generations are known at a time.
    static let generationSecrets = 1 << 17

    private var log: KeyLog
    /// What was known before, where the oldest are forgotten.
    private var older = KeyLog()
    /// Secrets that are kept of what ends.
    private let limit: Int
    /// What runs for ever cannot keep every secret; what ends keeps as many as it may, the first ones.
    var forgetsOldest = false
    private var sources: [KeyLogSource] = []
    /// The keys that protect OpenVPN's control channels.
    var openVPN: [OpenVPNKey] = []
    /// What was said of late, to say it to copies; `nil` where nobody makes any.
    private var changes: [Change]?

    /// Something that was said, as another may be told.
    enum Change: Sendable {
        case source
        case bytes([UInt8], source: Int)
        case end(source: Int)
    }

    /// Room for the secrets that a plan has memory for.
    convenience init(memory: MemoryPlan = MemoryPlan()) {
        self.init(limit: memory.secrets / KeyLog.bytesOfSecret)
    }

    private init(limit: Int) {
        self.limit = limit
        log = KeyLog(limit: limit)
    }

    /// A connection's secrets were among them, here or in a copy.
    private(set) var isUsed = false

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
        isEmpty = isEmpty && log.isEmpty
        guard forgetsOldest, log.count >= min(Self.generationSecrets, limit / 2) else { return }
        older = log
        log = KeyLog(limit: limit)
    }

    /// Takes the last line of a source, although no line end came.
    func finish(_ source: Int) {
        changes?.append(.end(source: source))
        sources[source].finish(to: &log)
        isEmpty = isEmpty && log.isEmpty
    }

    /// What was wrong with a source's lines.
    func badLines(of source: Int) -> (count: Int, first: [KeyLogSource.BadLine]) {
        (sources[source].badLineCount, sources[source].badLines)
    }

    var hasPremasterSecrets: Bool { log.hasPremasterSecrets || older.hasPremasterSecrets }

    func premasterSecret(encryptedAs bytes: Span<UInt8>) -> [UInt8]? {
        log.premasterSecret(encryptedAs: bytes) ?? older.premasterSecret(encryptedAs: bytes)
    }

    func secrets(for random: Random) -> SessionSecrets? {
        // Of one connection they come together; few lines stand where one generation follows the other.
        log.secrets(for: random) ?? older.secrets(for: random)
    }

    // MARK: Use

    /// Notes that a connection is over, whose secrets may be known although nothing was decrypted with them.
    func noteConnection(_ random: Random) {
        if !isUsed, !isEmpty { isUsed = hasPremasterSecrets || secrets(for: random) != nil }
    }

    func noteUse(of copy: KeyMaterial) { isUsed = isUsed || copy.isUsed }

    // MARK: Copies

    /// Another of the same secrets, for another thread; what is said later has to be said to both.
    func copy() -> KeyMaterial {
        let copy = KeyMaterial(limit: limit)
        copy.log = log
        copy.older = older
        copy.forgetsOldest = forgetsOldest
        copy.isEmpty = isEmpty
        copy.sources = sources
        copy.openVPN = openVPN
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
