import ArgumentParser
import HandshakeAnalysis
import OutputWriting
public import Reporting

/// What a watch writes, and how it is kept in bounds.
struct LiveOutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Write statistics every so many seconds; 0 for never.", valueName: "seconds")
    )
    var statistics = 60

    @Option(
        help: ArgumentHelp(
            "Rotate the output file before it is larger than this, or at this interval: 100M, 1h.",
            valueName: "size|time"
        )
    )
    var rotate: RotationRule?

    @Option(help: ArgumentHelp("Keep this many rotated files.", valueName: "number"))
    var keep: Int?

    @Option(help: ArgumentHelp("Compress rotated files: zstd.", valueName: "method"))
    var compress: Compression?

    enum Compression: String, OptionWord { case zstd }

    @Option(
        help: ArgumentHelp(
            "Limit of output that waits to be written; further reports are dropped and counted.",
            valueName: "size"
        )
    )
    var queue = ByteCount(64 << 20)

    @Option(
        help: ArgumentHelp(
            "Also serve NDJSON on this unix socket to whoever connects.",
            valueName: "path"
        ),
        completion: .file()
    )
    var serve: String?

    @Option(
        help: ArgumentHelp("The sensor's name in each record (default: the host's name).", valueName: "name")
    )
    var sensor: String?

    @Option(help: "How much each NDJSON record of a connection says.")
    var detail: RecordDetail = .normal

    @Option(
        help: ArgumentHelp(
            "Write only this share of the connections with a status, such as completed=1%; failed ones are always written; repeatable.",
            valueName: "status=percent%"
        ),
        completion: .list(Completions.sampledStatuses)
    )
    var sample: [SampleRule] = []

    @Option(
        help: ArgumentHelp(
            """
            Write no connections; at this interval, write a count for each server, client, outcome and cause: 60s.
            """,
            valueName: "time"
        )
    )
    var summarize: TimeSpan?

    func validate() throws {
        if sample.contains(where: { $0.status == .failed }) {
            throw ValidationError("'--sample' takes no 'failed': failed connections are always written.")
        }
        if let summarize, summarize.seconds < 1 {
            throw ValidationError("'--summarize' must be at least 1s.")
        }
        guard (0...86_400).contains(statistics) else {
            throw ValidationError("'--statistics' must be from 0 to 86400.")
        }
        if sensor?.isEmpty == true { throw ValidationError("'--sensor' needs a name.") }
        if keep != nil || compress != nil, rotate == nil {
            throw ValidationError("'--keep' and '--compress' need '--rotate'.")
        }
        if let keep, keep < 1 { throw ValidationError("'--keep' must be at least 1.") }
        guard (1 << 16...1 << 32).contains(queue.bytes) else {
            throw ValidationError("'--queue' must be from 64K to 4G.")
        }
    }

    /// Refuses what would do nothing with the output that is asked for.
    func check(_ format: Watch.Format, _ options: ReportOptions) throws {
        let place = OutputPlace(options.output ?? "-")
        if rotate != nil {
            guard case .file = place else { throw ValidationError("'--rotate' needs a file: add '-o FILE'.") }
        }
        let isText = format == .text && place?.isForPrograms == false
        if isText, serve == nil, detail != .normal {
            throw ValidationError("'--detail' is for NDJSON: add '--format ndjson'.")
        }
    }

    var outputOptions: OutputOptions {
        let rotation: OutputOptions.Rotation? =
            switch rotate {
            case .size(let size): .size(size.bytes)
            case .time(let time): .seconds(time.seconds)
            case nil: nil
            }
        return OutputOptions(rotation: rotation, kept: keep, compresses: compress != nil)
    }
}

extension RecordDetail: OptionWord {}

extension OutputPlace {
    /// Where only programs read: NDJSON, whatever the format.
    var isForPrograms: Bool {
        switch self {
        case .socket, .listener, .journal: true
        case .standardOutput, .file, .capture: false
        }
    }
}

/// Which share of the connections with a status is written; failures always are.
struct SampleRule: ExpressibleByArgument, Hashable {
    let status: Verdict.Status
    /// Of a million.
    let share: UInt64

    init?(argument: String) {
        let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let status = Verdict.Status(rawValue: String(parts[0])),
            parts[1].hasSuffix("%"), let percent = Double(parts[1].dropLast()), (0...100).contains(percent)
        else { return nil }
        self.status = status
        share = UInt64((percent * 10_000).rounded())
    }

    /// The same connections whenever the same numbers come, spread evenly.
    func includes(_ id: ConnectionID) -> Bool {
        var mixed = id.number &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 29) &* 0xBF58_476D_1CE4_E5B9
        return (mixed ^ mixed >> 32) % 1_000_000 < share
    }
}
