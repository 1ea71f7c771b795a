import ByteParsing
import HandshakeAnalysis
import Testing

@testable import Reporting

@Suite struct `Pieces of lines` {
    private static let report = Sample.refused
    private static let line: [UInt8] = {
        var formatter = NDJSONReport()
        return formatter.connection(report)
    }()

    /// What is written of so many reports, in pieces, and what is left for the summary to bring.
    private func pieces(of count: Int, keepsRest: Bool) -> (written: [[UInt8]], rest: [UInt8]) {
        var formatter = NDJSONReport(keepsRest: keepsRest)
        var written: [[UInt8]] = []
        let reports = Array(repeating: Self.report, count: count)
        formatter.connections(reports, where: { _ in true }) { written.append([UInt8](copying: $0)) }
        var bare = NDJSONReport()
        let end = formatter.finish(AnalysisSummary())
        return (written, Array(end.dropLast(bare.finish(AnalysisSummary()).count)))
    }

    private static var perPiece: Int { NDJSONReport.pieceBytes / line.count }

    @Test(arguments: [1, perPiece, perPiece + 1, 2 * perPiece + 1, 5 * perPiece], [false, true])
    func `together are the lines, in order`(_ count: Int, _ keepsRest: Bool) {
        let (written, rest) = pieces(of: count, keepsRest: keepsRest)
        #expect(written.joined() + rest == Array(repeatElement(Self.line, count: count).joined()))
    }

    @Test(arguments: [1, perPiece, perPiece + 1, 2 * perPiece + 1, 5 * perPiece])
    func `are whole where the rest is kept`(_ count: Int) {
        let (written, rest) = pieces(of: count, keepsRest: true)
        #expect(written.allSatisfy { $0.count == NDJSONReport.pieceBytes })
        #expect(rest.count < NDJSONReport.pieceBytes)
    }

    @Test func `leave nothing behind where somebody waits`() {
        let (written, rest) = pieces(of: Self.perPiece + 1, keepsRest: false)
        #expect(rest.isEmpty)
        #expect(written.map(\.count).first == NDJSONReport.pieceBytes)
    }

    @Test(arguments: [false, true])
    func `are the same of reports that were rendered elsewhere`(_ keepsRest: Bool) throws {
        var formatter = NDJSONReport(keepsRest: keepsRest)
        let make = try #require(formatter.makeRenderer)
        var renderer = make { _ in true }
        let count = Self.perPiece + 1
        let places = (0..<count).compactMap { _ in renderer.render(Self.report) }
        #expect(places.count == count)
        var rendered = RenderedReports(pieces: [renderer.take()])
        for place in places { rendered.append(place, of: 0, as: Self.report.id) }
        var written: [[UInt8]] = []
        formatter.connections(rendered) { written.append([UInt8](copying: $0)) }
        #expect(written == pieces(of: count, keepsRest: keepsRest).written)
    }

    @Test func `statistics come after all that was reported before`() {
        var formatter = NDJSONReport(keepsRest: true)
        formatter.connections([Self.report], where: { _ in true }) { _ in Issue.record("a line is no piece") }
        #expect(formatter.statistics(AnalysisSummary()).starts(with: Self.line))
    }
}
