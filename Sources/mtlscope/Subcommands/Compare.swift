import AnalysisPipeline
import ArgumentParser
import HandshakeAnalysis
import OutputWriting
import Reporting

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract:
            "Show what differs between a working and a failing handshake, the most relevant first.",
        usage: """
            mtlscope compare GOOD BAD [options]
            mtlscope compare GOOD:c3 BAD:c1 [options]
            mtlscope compare CAPTURE [c1 c2] [options]
            """,
        discussion: """
            A connection is named by its number: c3 is what a report shows as #3. Where none is named, the worst \
            connection of BAD is compared with the completed one of GOOD that is nearest to it, by server name, \
            server and client; the report says if there are others. Captures of one connection at two places, and \
            the two legs of one that a middlebox ended and began anew, are recognised as such.

            Exit status: 0 the comparison ran (with --exit-code: and nothing of consequence differs), 1 with \
            --exit-code: something does, 64 usage, 65 an input is not a capture or is damaged, 66 no such input, \
            or no such connection in it, 74 input/output error, 77 not permitted.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Captures as for 'analyze', each perhaps with a connection: CAPTURE:c3.",
            valueName: "capture"
        ),
        completion: .file()
    )
    var connections: [String]

    @OptionGroup var options: ComparisonOptions

    func validate() throws {
        let targets = ComparisonTarget.list(of: connections)
        guard targets.count <= 2 else { throw ValidationError(Diagnostics.comparesTwo) }
        let check = OutputCheck(inputs: targets.map(\.capture), options.evidence)
        if let output = options.output, check.isEndangered(by: output) {
            throw ValidationError(Diagnostics.outputIsInput)
        }
        if targets.count == 2, targets[0] == targets[1], targets[0].id != nil {
            throw ValidationError(Diagnostics.comparesWithItself)
        }
    }

    func run() throws {
        let targets = ComparisonTarget.list(of: connections)
        let bad = targets[targets.count - 1]
        // A single connection is the one that the question is about.
        let good = targets.count == 2 ? targets[0] : ComparisonTarget(bad.capture)
        let captures = try ComparedCaptures(good, bad, options)
        let report = try captures.report()
        try write(options.bytes(of: report))
        if let status = captures.status { throw status }
        if options.exitCode, report.comparison.isDifferent { throw ExitStatus.failedConnections }
    }

    private func write(_ bytes: [UInt8]) throws {
        do throws(Descriptor.Failure) {
            guard let path = options.output else { return try Descriptor.standardOutput.write(bytes.span) }
            let file = try ReplacedFile(path)
            do throws(Descriptor.Failure) { try file.descriptor.write(bytes.span) } catch {
                file.discard()
                throw error
            }
            try file.finish()
        } catch {
            throw ReportOutput.ending(error, options.output)
        }
    }
}

/// The captures of a comparison, read.
private struct ComparedCaptures {
    private let good: ComparisonTarget
    private let bad: ComparisonTarget
    private let first: (reports: [ConnectionReport], captures: [String])
    private let second: (reports: [ConnectionReport], captures: [String])
    /// With which the command ends, if an input was not what it should be.
    let status: ExitCode?

    private var isSameCapture: Bool { good.capture == bad.capture }

    init(_ good: ComparisonTarget, _ bad: ComparisonTarget, _ options: ComparisonOptions) throws {
        self.good = good
        self.bad = bad
        do {
            var analysis = try CaptureAnalysis(
                inputs: [good.capture],
                filter: options.evidence.filter,
                keyLogs: options.evidence.keyLog,
                openVPNKeys: options.evidence.openvpnKey,
                checks: options.evidence.checks,
                memory: options.evidence.memory
            )
            analysis.isFollowed = good.capture != bad.capture
            var ids = good.id.map { [$0] }
            if good.capture == bad.capture { ids = ids.flatMap { first in bad.id.map { first + [$0] } } }
            let (reports, status) = try Self.collect(&analysis, good, ids)
            first = (reports, analysis.inputPaths)
            guard good.capture != bad.capture else {
                second = first
                self.status = status
                return
            }
            var other = try CaptureAnalysis(
                inputs: [bad.capture],
                filter: options.evidence.filter,
                sharingEvidenceOf: analysis
            )
            let (others, otherStatus) = try Self.collect(&other, bad, bad.id.map { [$0] })
            second = (others, other.inputPaths)
            self.status = status ?? otherStatus
        } catch let error as AnalysisError {
            Console.say(Watch.explanation(of: error))
            throw ExitStatus.of(error)
        }
    }

    private static func collect(
        _ analysis: inout CaptureAnalysis,
        _ target: ComparisonTarget,
        _ ids: [ConnectionID]?
    ) throws -> ([ConnectionReport], ExitCode?) {
        var progress = ProgressDisplay()
        let collection = try analysis.collect(ids.map { Set($0) }) { state in
            progress.update(state, connections: 0)
            return !Interruption.isRequested
        }
        progress.clear()
        for input in collection.summary.inputs {
            for problem in input.problems { Console.say(Diagnostics.problem(problem, with: input.path)) }
        }
        if collection.omitted > 0 {
            Console.say(Diagnostics.notConsidered(target.capture, collection.omitted))
        }
        return (collection.reports, ExitStatus.of(collection.summary))
    }

    // MARK: The pair

    func report() throws -> ComparisonReport {
        let goods = try named(good, first.reports)
        let bads = try named(bad, second.reports)
        guard let pair = PairSelection(good: goods, bad: bads, isSameCapture: isSameCapture) else {
            Console.say(Diagnostics.nothingToCompare(good.capture, bad.capture, goods.count, bads.count))
            throw status ?? ExitStatus.noInput
        }
        return ComparisonReport(
            Comparison(good: pair.good, bad: pair.bad),
            good: input(good, first.captures, pair.alternatives[.good]),
            bad: input(bad, second.captures, pair.alternatives[.bad])
        )
    }

    private func input(
        _ target: ComparisonTarget,
        _ captures: [String],
        _ alternatives: [ConnectionID]?
    ) -> ComparisonReport.Input {
        ComparisonReport.Input(
            name: target.capture,
            captures: captures,
            alternatives: target.id == nil ? alternatives ?? [] : []
        )
    }

    /// The connection that was named, or all of them.
    private func named(
        _ target: ComparisonTarget,
        _ reports: [ConnectionReport]
    ) throws -> [ConnectionReport] {
        guard let id = target.id else { return reports }
        guard let report = reports.first(where: { $0.id == id }) else {
            Console.say(Diagnostics.noSuchConnection(id, target.capture))
            throw status ?? ExitStatus.noInput
        }
        return [report]
    }
}
