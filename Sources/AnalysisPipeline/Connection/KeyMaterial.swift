import TLSDecryption
import TLSWire

/// The secrets that all connections of one engine share; used by one thread at a time.
final class KeyMaterial {
    private var log = KeyLog()
    private var sources: [KeyLogSource] = []

    var isEmpty: Bool { log.isEmpty }
    var droppedSecrets: Int { log.droppedSecrets }

    /// A source of lines that may come in pieces, such as a file that is still written to.
    func addSource() -> Int {
        sources.append(KeyLogSource())
        return sources.count - 1
    }

    func append(_ bytes: [UInt8], to source: Int) { sources[source].append(bytes.span, to: &log) }

    /// Takes the last line of a source, although no line end came.
    func finish(_ source: Int) { sources[source].finish(to: &log) }

    /// What was wrong with a source's lines.
    func badLines(of source: Int) -> (count: Int, first: [KeyLogSource.BadLine]) {
        (sources[source].badLineCount, sources[source].badLines)
    }

    var hasPremasterSecrets: Bool { log.hasPremasterSecrets }

    func premasterSecret(encryptedAs bytes: Span<UInt8>) -> [UInt8]? {
        log.premasterSecret(encryptedAs: bytes)
    }

    func secrets(for random: Random) -> SessionSecrets? { log.secrets(for: random) }
}
