import AnalysisPipeline
import ByteParsing
import CaptureWriting
import HandshakeAnalysis
import OutputWriting
import Redacting
import Reporting

/// Writes the packets of chosen connections to a capture: another consumer of a watch's events, which never makes capture wait.
///
/// Connections stand there in the order of their verdicts, each with its packets in order.
final class WatchCapture {
    private static let patience = Duration.milliseconds(500)

    /// What became of the connections that were chosen.
    private struct Counts {
        var written: UInt64 = 0
        var incomplete: UInt64 = 0
        var omitted: UInt64 = 0
        var unreachable: UInt64 = 0
        /// Packets.
        var notRedacted: UInt64 = 0
    }

    private let path: String
    private let options: WriteOptions
    private let filter: ConnectionFilter
    private let history: PacketHistory
    private let redaction: Redaction
    private var frames: FrameRedaction?
    private let output: QueuedWriter
    private var writer: PcapngWriter
    private var interfaces = WrittenInterfaces()
    private var names: [UInt32: String] = [:]
    private var bytes = 0
    private var counts = Counts()
    private var hasSaidFull = false

    /// `nil` where no packets are wanted.
    init?(
        _ options: WriteOptions,
        _ filter: ConnectionFilter,
        _ redaction: Redaction,
        _ history: PacketHistory?
    ) throws {
        guard let path = options.write, let history else { return nil }
        self.path = path
        self.options = options
        self.filter = filter
        self.history = history
        self.redaction = redaction
        frames = redaction.addresses.map { FrameRedaction($0) }
        do throws(Descriptor.Failure) {
            output = try QueuedWriter(.capture(path), capacity: options.writeBuffer.bytes) { notice in
                switch notice {
                case .failing(let failure): Console.sayIfReady(Diagnostics.outputFails(path, failure.text))
                case .recovered(let dropped): Console.sayIfReady(Diagnostics.outputRecovered(path, dropped))
                }
            }
        } catch {
            throw ReportOutput.ending(error, path)
        }
        let producer = "mtlscope \(Mtlscope.release)"
        writer = PcapngWriter(
            comment: (["\(producer): packets of chosen connections, in the order of their verdicts"]
                + RedactionOptions.remarks(on: redaction)).joined(separator: "\n"),
            application: producer
        )
        _ = append(reports: 0)
    }

    func receive(_ event: LiveEvent) {
        switch event {
        case .interface(let change): names[change.input] = change.name
        case .connections(let reports):
            for report in reports where options.includes(report.verdict.status) && filter.matches(report) {
                write(report)
            }
        case .time: writeLate()
        case .statistics, .state, .loss, .certificate, .reloaded, .notReloaded: break
        }
    }

    private func write(_ report: ConnectionReport) {
        guard let chosen = history.choose(report) else {
            counts.unreachable += 1
            return
        }
        var comments: [PacketReference: [String]] = [:]
        for (packet, comment) in PacketComments.comments(on: redaction.report(report), of: "the watch") {
            // What was written before, or is gone, cannot be commented on.
            let isThere = chosen.packets.contains { $0.reference == packet }
            if let place = isThere ? packet : chosen.packets.first?.reference {
                comments[place, default: []].append(comment)
            }
        }
        if chosen.lacksBeginning, let first = chosen.packets.first {
            comments[first.reference, default: []].insert(
                Diagnostics.lacksBeginning(report.id),
                at: 0
            )
        }
        guard add(chosen.packets, comments, reports: 1) else {
            counts.omitted += 1
            return
        }
        if report.revision == 1 { counts.written += 1 }
        if chosen.lacksBeginning { counts.incomplete += 1 }
    }

    private func writeLate() {
        let late = history.takeLate()
        if !late.isEmpty { _ = add(late, [:], reports: 0) }
    }

    /// Writes packets, all or none.
    private func add(
        _ packets: [HeldPacket],
        _ comments: [PacketReference: [String]],
        reports: Int
    ) -> Bool {
        guard !hasSaidFull else { return false }
        for packet in packets {
            var bytes = packet.bytes
            if frames != nil {
                let redacted = frames?.redacted(
                    bytes,
                    linkType: packet.linkType,
                    originalLength: packet.originalLength,
                    at: packet.reference.time
                )
                guard let redacted else {
                    counts.notRedacted += 1
                    continue
                }
                bytes = redacted
            }
            let input = packet.reference.input
            let interface = interfaces.number(
                of: .init(input: input, linkType: packet.linkType),
                in: &writer,
                name: names[input]
            )
            writer.add(
                bytes.span,
                originalLength: packet.originalLength,
                at: packet.reference.time,
                on: interface,
                comment: comments[packet.reference]?.joined(separator: "\n")
            )
        }
        return append(reports: reports)
    }

    private func append(reports: Int) -> Bool {
        let piece = writer.take()
        guard bytes + piece.count <= options.writeLimit.bytes else {
            hasSaidFull = true
            Console.sayIfReady(Diagnostics.captureIsFull(path, EventText.size(options.writeLimit.bytes)))
            return false
        }
        // A description of an interface must not be lost: packets that follow name it.
        guard output.append(piece, reports: reports, needed: interfaces.isEmpty) else {
            interfaces.forget()
            return false
        }
        bytes += piece.count
        return true
    }

    /// Writes what has come since, and says what the file holds.
    func finish() {
        writeLate()
        let droppedBefore = output.state.droppedReports
        let isWhole = output.finish(within: Self.patience)
        let state = output.state
        if !isWhole { Console.sayIfReady(Diagnostics.notWritten(path, state.droppedReports)) }
        // What was queued, and found no room in the file.
        let lost = min(state.droppedReports - droppedBefore, counts.written)
        if counts.notRedacted > 0 { Console.sayIfReady(Diagnostics.notRedacted(counts.notRedacted)) }
        Console.sayIfReady(
            Diagnostics.captureWritten(
                path,
                size: EventText.size(Int(clamping: state.writtenBytes)),
                connections: counts.written - lost,
                incomplete: counts.incomplete,
                omitted: counts.omitted + lost,
                unreachable: counts.unreachable
            )
        )
    }
}
