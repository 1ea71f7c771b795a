import AnalysisPipeline
import ArgumentParser
import HandshakeAnalysis
import OutputWriting
import Redacting
import Reporting

struct Top: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract:
            "Show live on a terminal: failures by cause, connections, servers, clients, certificates.",
        usage: """
            mtlscope top -i INTERFACE [options]
            mtlscope top CAPTURE... [options]
            mtlscope top RECORDS | unix:PATH | -
            """,
        discussion: """
            RECORDS is a file of NDJSON as 'watch' and 'analyze' write it; it may still grow. With unix:PATH, 'watch -o \
            unix:PATH' connects to this view, or the view to 'watch --serve PATH', whichever listens; neither needs the \
            right to capture. '-' is standard input, packets or NDJSON.

            Keys: 1 to 6, Tab and arrows for another list or row, Enter for all of it, c to compare with a good handshake, x \
            to explain, w to save packets, / to filter, s to sort, + and - for more or less time, p to pause, ? for help, \
            q to quit.

            The messages of a connection are in records of 'watch --detail full' alone. Options that tell how packets are \
            read have no effect on records.

            Exit status: 0 it was shown, 64 usage, or there is no terminal, 65 an input is not a capture or is damaged, \
            66 no such input, 74 input/output error, 77 not permitted.
            """
    )

    @Argument(
        help: "Captures as for 'analyze', a file of NDJSON, 'unix:PATH', or '-' for standard input.",
        completion: .file()
    )
    var source: [String] = []

    @OptionGroup var capture: CaptureOptions

    @Flag(help: "Keep reading as a capture grows and others follow, as 'analyze --follow' does.")
    var follow = false

    @OptionGroup var evidence: EvidenceOptions

    @OptionGroup var redaction: RedactionOptions

    @Flag(help: "Show times in UTC instead of local time.")
    var utc = false

    @Option(help: "Colours.")
    var color: TextOptions.Color = .auto

    func validate() throws {
        if source.isEmpty, capture.interface.isEmpty { throw ValidationError(Diagnostics.topNeedsSource) }
        if !source.isEmpty, !capture.interface.isEmpty {
            throw ValidationError(Diagnostics.topTakesOneSource)
        }
        if source.count > 1, source.contains(where: { $0 == "-" || $0.hasPrefix("unix:") }) {
            throw ValidationError(Diagnostics.topTakesOneSource)
        }
        if source == ["unix:"] { throw ValidationError("'unix:' needs the path of a socket.") }
    }

    func run() throws {
        guard Descriptor.standardOutput.isTerminal else {
            Console.say(Diagnostics.topNeedsTerminal)
            throw ExitStatus.usage
        }
        let redaction = try redaction.redaction()
        let feed: any TopFeed
        do {
            feed = try makeFeed(redaction)
            guard redaction.isNothing || feed.readsPackets else {
                Console.say(Diagnostics.topRedactsPackets)
                throw ExitStatus.usage
            }
        } catch let failure as Descriptor.Failure {
            Console.say(Diagnostics.cannotRead(source.first ?? "the source", failure.text))
            throw failure.isMissing
                ? ExitStatus.noInput : failure.isPermission ? ExitStatus.notPermitted : ExitStatus.inputOutput
        }
        try TopSession(feed, usesColor: color.isOn(for: .standardOutput), clock: utc ? .utc : .local).run()
    }

    private func makeFeed(_ redaction: Redaction) throws -> any TopFeed {
        if !capture.interface.isEmpty { return InterfaceFeed(capture, evidence, redaction) }
        let first = source[0]
        if first.hasPrefix("unix:") { return try SocketFeed(String(first.dropFirst("unix:".count))) }
        if first == "-" { return try StreamFeed(evidence, redaction, threads: capture.threads) }
        if source.count == 1, TopSource.isRecords(first) { return try RecordFileFeed(first) }
        if let missing = source.first(where: { !Folder.exists($0) }) {
            // The system's own words for it.
            try Descriptor(opening: missing).close()
        }
        return CaptureFeed(source, evidence, redaction, threads: capture.threads, follows: follow)
    }
}

/// What a source holds, by its first bytes.
enum TopSource {
    /// NDJSON begins with a brace, and no capture does.
    static func isRecords(_ path: String) -> Bool {
        guard let start = try? Descriptor.beginning(of: path, count: 16) else { return false }
        return isRecords(start)
    }

    static func isRecords(_ start: [UInt8]) -> Bool {
        start.first { $0 > 0x20 } == UInt8(ascii: "{")
    }
}
