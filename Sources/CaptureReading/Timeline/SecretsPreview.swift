/// Reads captures through for the TLS key logs that they carry, and for nothing else.
///
/// A file may say its secrets behind the handshakes that they open, and another file's packets may come in between. Who
/// knows them all beforehand decides the same in whatever order files and threads get to them.
struct SecretsPreview {
    /// Bytes of packets after which a file is not read on: one that is compressed may hold any number.
    private static let maximumWireBytes: UInt64 = 512 << 20

    /// Of all key logs together.
    private(set) var secrets: [[UInt8]] = []
    private var bytes = 0
    private let limits: CaptureLimits

    init(limits: CaptureLimits) { self.limits = limits }

    /// Adds what a file carries; what cannot be read adds nothing, and is told when the file's turn comes.
    mutating func add(_ path: String) {
        guard
            var reader = try? CaptureFileReader(
                path: path,
                chunkBytes: limits.smallChunkBytes,
                limits: limits
            ),
            let isOpen = try? reader.readBatch(), isOpen, reader.format == .pcapng
        else { return }
        while reader.wireBytes < Self.maximumWireBytes, let goesOn = try? reader.readBatch(), goesOn {}
        for log in reader.decryptionSecrets where log.count <= limits.decryptionSecretBytes - bytes {
            bytes += log.count
            secrets.append(log)
        }
    }
}

extension CaptureTimeline {
    /// The key logs that the files carry, wherever they stand in them; streams are not touched.
    public func readSecretsBeforehand() -> [[UInt8]] {
        var preview = SecretsPreview(limits: limits)
        for input in inputs where input.path != "-" { preview.add(input.path) }
        return preview.secrets
    }
}
