import AnalysisPipeline
import ArgumentParser
import ByteParsing
import CaptureWriting
import HandshakeAnalysis
import OutputWriting
import Redacting
import Reporting

struct Extract: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract:
            "Write the packets of chosen connections to a capture, with comments that give each verdict.",
        discussion: """
            The filters are those of 'analyze'; without any, every TLS connection is written. Standard input is buffered in \
            a temporary file, up to --buffer.

            Exit status: 0 the packets were written, 64 usage, 65 an input is not a capture or is damaged, 66 no such \
            input, or no connection matches, 74 input/output error, 77 not permitted.
            """
    )

    @Argument(help: "Captures as for 'analyze', or '-' alone for standard input.", completion: .file())
    var capture: [String]

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Write the packets to this file, as pcapng; '-' is standard output.",
            valueName: "file"
        ),
        completion: .file()
    )
    var output: String

    @Option(
        help: ArgumentHelp(
            "Put the lines of this key log that open these connections, and no others, into the capture; repeatable.",
            valueName: "file"
        ),
        completion: .file()
    )
    var secrets: [String] = []

    @Option(
        help: """
            What to keep of payloads: 'headers' none, 'handshake' up to the packet that decided, 'all' everything. \
            Sequence numbers and lengths stay.
            """
    )
    var payload: ExtractedPayload = .all

    @Option(
        help: ArgumentHelp(
            "How much of standard input is kept, on disk, for the second reading.",
            valueName: "size"
        )
    )
    var buffer = ByteCount(4 << 30)

    @Option(
        name: [.customShort("j", allowingJoined: true), .long],
        help: ArgumentHelp(
            "Share the work of the first reading among this many threads.",
            valueName: "number"
        )
    )
    var threads = 0

    @OptionGroup var redaction: RedactionOptions
    @OptionGroup var evidence: EvidenceOptions
    @OptionGroup var filters: FilterOptions
    @OptionGroup var display: DisplayOptions

    private var writesToStandardOutput: Bool { output == "-" }

    func validate() throws {
        let check = OutputCheck(inputs: capture + secrets + redaction.keyFiles, evidence)
        if writesToStandardOutput {
            if Descriptor.standardOutput.isTerminal { throw ValidationError(Diagnostics.packetsToTerminal) }
        } else if capture.contains(output) || check.isEndangered(by: output) {
            throw ValidationError(Diagnostics.outputIsInput)
        }
        guard (0...CaptureAnalysis.maximumThreads).contains(threads) else {
            throw ValidationError("'--threads' must be from 0 to \(CaptureAnalysis.maximumThreads).")
        }
        guard (1 << 20...1 << 40).contains(buffer.bytes) else {
            throw ValidationError("'--buffer' must be from 1M to 1024G.")
        }
        if capture.contains("-"), capture.count > 1 {
            throw ValidationError("'extract' reads standard input alone, without other captures.")
        }
        if capture == ["-"], !StreamSpool.isPossible {
            throw ValidationError(
                "This system has no files without a name: 'extract' cannot read standard input twice."
            )
        }
    }

    func run() throws {
        do {
            let redaction = try redaction.redaction()
            let spool = capture == ["-"] ? try StreamSpool(limit: UInt64(buffer.bytes)) : nil
            let inputs = spool.map { [$0.path] } ?? capture
            if let spool, spool.isFull { Console.say(Diagnostics.streamTooLong(buffer.bytes)) }
            let chosen = try choose(inputs, isStream: spool != nil, redaction)
            for input in chosen.summary.inputs {
                let name = input.path == spool?.path ? chosen.names[0] : input.path
                for problem in input.problems { Console.say(Diagnostics.problem(problem, with: name)) }
            }
            guard chosen.selection.count > 0 else {
                Console.say(Diagnostics.nothingChosen)
                throw ExitStatus.of(chosen.summary) ?? ExitStatus.noInput
            }
            try write(chosen, inputs, redaction)
            if let status = ExitStatus.of(chosen.summary) { throw status }
        } catch let error as AnalysisError {
            Console.say(Watch.explanation(of: error))
            throw ExitStatus.of(error)
        } catch let failure as Descriptor.Failure {
            throw ReportOutput.ending(failure, output)
        }
    }

    // MARK: First reading

    private struct Chosen {
        var selection = ConnectionSelection()
        var comments: [PacketReference: [String]] = [:]
        var clientRandoms: Set<[UInt8]> = []
        /// Of the captures, as strangers may read them.
        var names: [String] = []
        var summary = AnalysisSummary()

        var summaryForOthers: AnalysisSummary {
            var summary = summary
            for (index, name) in zip(summary.inputs.indices, names) { summary.inputs[index].path = name }
            return summary
        }
    }

    private func choose(_ inputs: [String], isStream: Bool, _ redaction: Redaction) throws -> Chosen {
        let filter = try filters.filter(clock: display.clock)
        var chosen = Chosen()
        var analysis = try CaptureAnalysis(
            inputs: inputs,
            filter: evidence.filter,
            keyLogs: evidence.keyLog + secrets,
            openVPNKeys: evidence.openvpnKey,
            keepsEvents: !secrets.isEmpty,
            checks: evidence.checks,
            threads: threads
        )
        let names = isStream ? ["standard input"] : CaptureNames.short(analysis.inputPaths)
        chosen.names = names
        var progress = ProgressDisplay()
        var connections: UInt64 = 0
        var failures: UInt64 = 0
        chosen.summary = try analysis.run(
            onReports: { reports in
                connections += UInt64(reports.count)
                failures += UInt64(reports.count { $0.verdict.status == .failed })
                for report in reports where filter.matches(report) {
                    chosen.selection.add(report)
                    for (packet, comment) in PacketComments.comments(
                        on: redaction.report(report),
                        of: "the original",
                        inputNames: names.count > 1 ? names : []
                    ) {
                        chosen.comments[packet, default: []].append(comment)
                    }
                    if let random = report.clientRandomBytes { chosen.clientRandoms.insert(random) }
                }
            },
            onProgress: { state in
                progress.update(state, connections: connections, failures: failures)
                return !Interruption.isRequested
            }
        )
        progress.clear()
        return chosen
    }

    // MARK: Second reading

    private func write(_ chosen: Chosen, _ inputs: [String], _ redaction: Redaction) throws {
        var extraction = try PacketExtraction(
            inputs: inputs,
            filter: evidence.filter,
            selection: chosen.selection,
            payload: payload
        )
        let file = writesToStandardOutput ? .standardOutput : try Descriptor(creating: output)
        var writer = PcapngWriter(
            comment: PacketComments.section(
                redaction.summary(chosen.summaryForOthers),
                // They may name what is taken out.
                filters: redaction.isNothing ? filters.words : [],
                chosen: chosen.selection.count,
                producer: "mtlscope \(Mtlscope.release)",
                remarks: (payload == .all ? [] : ["payload kept: \(payload.rawValue)"])
                    + RedactionOptions.remarks(on: redaction)
            ),
            application: "mtlscope \(Mtlscope.release)"
        )
        let keyLog = try KeyLogLines.matching(chosen.clientRandoms, in: secrets)
        if !keyLog.isEmpty { writer.add(keyLog: keyLog) }
        var frames = redaction.addresses.map { FrameRedaction($0) }
        var notRedacted: UInt64 = 0
        var interfaces = WrittenInterfaces()
        var written: UInt64 = 0
        var progress = ProgressDisplay()
        try extraction.run(
            onPacket: { packet, bytes in
                let interface = interfaces.number(
                    of: .init(
                        input: packet.reference.input,
                        number: packet.interface,
                        linkType: packet.linkType
                    ),
                    in: &writer,
                    name: Self.name(packet, in: chosen.names)
                )
                var kept = [UInt8](copying: bytes)
                if frames != nil {
                    let redacted = frames?.redacted(
                        kept,
                        linkType: packet.linkType,
                        originalLength: packet.originalLength,
                        at: packet.reference.time
                    )
                    guard let redacted else {
                        notRedacted += 1
                        return
                    }
                    kept = redacted
                }
                writer.add(
                    kept.span,
                    originalLength: packet.originalLength,
                    at: packet.reference.time,
                    on: interface,
                    comment: chosen.comments[packet.reference]?.joined(separator: "\n")
                )
                written += 1
                if writer.count >= 1 << 18 { try file.write(writer.take().span) }
            },
            onProgress: { state in
                progress.update(state, connections: UInt64(chosen.selection.count))
                return !Interruption.isRequested
            }
        )
        progress.clear()
        try file.write(writer.take().span)
        try file.close()
        Console.say(
            Diagnostics.extracted(
                writesToStandardOutput ? "standard output" : output,
                packets: written,
                connections: chosen.selection.count
            )
        )
        if notRedacted > 0 { Console.say(Diagnostics.notRedacted(notRedacted)) }
        if extraction.lostFragments > 0 { Console.say(Diagnostics.lostFragments(extraction.lostFragments)) }
    }

    /// `eth0`, and where there are several captures of which: `edge.pcapng: eth0`.
    private static func name(_ packet: ExtractedPacket, in inputs: [String]) -> String? {
        let input = Int(packet.reference.input)
        guard inputs.count > 1, inputs.indices.contains(input) else { return packet.interfaceName }
        return packet.interfaceName.map { "\(inputs[input]): \($0)" } ?? inputs[input]
    }
}

extension ExtractedPayload: OptionWord {}
