import HandshakeAnalysis

/// Reports whose turn has come, on their way to the caller: whole ones and written ones, as many of a kind at a time as follow
/// each other.
struct JoinedOutput {
    private var rendered: RenderedReports
    private var whole: [ConnectionReport] = []

    init(pieces: [[UInt8]]) { rendered = RenderedReports(pieces: pieces) }

    mutating func receive(
        _ item: ReportWindow.Item,
        _ id: ConnectionID,
        _ onReports: ([ConnectionReport]) throws -> Void,
        _ onRendered: (RenderedReports) throws -> Void
    ) throws {
        switch item {
        case .hidden: break
        case .whole(let report):
            try handOnRendered(onRendered)
            whole.append(report)
        case .rendered(let report, let engine):
            try handOnWhole(onReports)
            rendered.append(report, of: engine, as: id)
        case .kept(let report, let bytes):
            try handOnWhole(onReports)
            let moved = RenderedReport(
                bytes: 0..<bytes.count,
                idOffset: report.idOffset - report.bytes.lowerBound,
                isFailure: report.isFailure
            )
            rendered.append(moved, of: rendered.pieces.count, as: id)
            rendered.pieces.append(bytes)
        }
    }

    /// Hands on the rest.
    mutating func handOn(
        _ onReports: ([ConnectionReport]) throws -> Void,
        _ onRendered: (RenderedReports) throws -> Void
    ) throws {
        try handOnRendered(onRendered)
        try handOnWhole(onReports)
    }

    private mutating func handOnRendered(_ onRendered: (RenderedReports) throws -> Void) throws {
        guard !rendered.entries.isEmpty else { return }
        try onRendered(rendered)
        rendered.removeEntries()
    }

    private mutating func handOnWhole(_ onReports: ([ConnectionReport]) throws -> Void) throws {
        guard !whole.isEmpty else { return }
        try onReports(whole)
        whole = []
    }
}
