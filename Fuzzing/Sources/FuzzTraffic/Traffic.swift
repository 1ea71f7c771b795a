import ByteParsing
import FuzzSupport
import HandshakeAnalysis
import Reporting

@testable import AnalysisPipeline

/// Packets that an engine is given one after the other, and what must hold of all that it reports.
public struct Traffic: ~Copyable {
    private var engine: PacketEngine
    private var frame: UInt64 = 0
    private var time: Int64 = 1_700_000_000_000_000_000

    /// Traffic that is analysed without keys.
    public init() { engine = PacketEngine() }

    init(keys: KeyMaterial) { engine = PacketEngine(keys: keys) }

    /// Lets time pass until the next packet.
    public mutating func pass(_ nanoseconds: Int64) { time &+= nanoseconds }

    /// The next packet; a millisecond later than the last.
    public mutating func frame(_ bytes: [UInt8], linkType: UInt32, missing: Int = 0) {
        frame += 1
        pass(1_000_000)
        engine.process(
            bytes.span,
            originalLength: bytes.count + missing,
            linkType: linkType,
            at: PacketReference(frame: frame, time: Timestamp(nanoseconds: time))
        )
    }

    /// The end of the capture: everything is reported, and looked at.
    public consuming func finish() {
        engine.finish()
        var lines = NDJSONReport()
        var text = TextReport(.init(width: 80, isVerbose: true, grouping: .none))
        for connection in engine.takeFinished() {
            precondition((connection.verdict.status == .failed) == (connection.verdict.failure != nil))
            precondition(connection.verdict.basis != .inferred || connection.verdict.confidence != nil)
            OutputCheck.lines(ofJSON: lines.connection(connection))
            OutputCheck.terminal(text.connection(connection))
        }
    }
}
