import ArgumentParser
import HandshakeAnalysis

/// Which connections' packets a watch keeps.
struct WriteOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Write the packets of connections that failed to this file, as pcapng with comments that tell the verdict; \
            the filters apply.
            """,
            valueName: "file"
        ),
        completion: .file()
    )
    var write: String?

    @Option(
        name: .customLong("write-status"),
        help: ArgumentHelp("Write those with this status instead; repeatable.", valueName: "status")
    )
    var statuses: [Verdict.Status] = []

    @Option(
        help: ArgumentHelp(
            "The largest size of the file of --write; what does not fit is counted.",
            valueName: "size"
        )
    )
    var writeLimit = ByteCount(1 << 30)

    @Option(
        help: ArgumentHelp(
            "Memory for packets of connections without a verdict so far, all together.",
            valueName: "size"
        )
    )
    var writeBuffer = ByteCount(64 << 20)

    func validate() throws {
        if write == nil, !statuses.isEmpty { throw ValidationError("'--write-status' needs '--write'.") }
        if write == "-" { throw ValidationError("'--write' needs a file.") }
        guard (1 << 20...1 << 32).contains(writeBuffer.bytes) else {
            throw ValidationError("'--write-buffer' must be from 1M to 4G.")
        }
        guard writeLimit.bytes >= 1 << 16 else {
            throw ValidationError("'--write-limit' must be at least 64K.")
        }
    }

    /// Whether the packets of a connection with this status are wanted.
    func includes(_ status: Verdict.Status) -> Bool {
        statuses.isEmpty ? status == .failed : statuses.contains(status)
    }
}
