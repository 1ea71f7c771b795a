public import HandshakeAnalysis

/// Makes a renderer that writes only what is to be shown.
public typealias RendererFactory =
    @Sendable (_ isShown: @escaping @Sendable (ConnectionReport) -> Bool) -> any ReportRenderer

/// Turns what an analysis finds, in the order in which it finds it, into the bytes of a report.
public protocol ReportFormatter {
    /// What stands before the first connection.
    mutating func start() -> [UInt8]
    mutating func connection(_ report: ConnectionReport) -> [UInt8]
    /// Hands over the bytes of several connections, in pieces that a cache can hold.
    mutating func connections(
        _ reports: [ConnectionReport],
        where isShown: (ConnectionReport) -> Bool,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows
    /// Makes what writes connections in the same format on other threads; `nil` where one depends on those before it.
    var makeRenderer: RendererFactory? { get }
    /// The same for connections that were rendered elsewhere; their ids are filled in.
    mutating func connections(
        _ rendered: RenderedReports,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows
    /// What stands between the last connection and the next, when that was rendered elsewhere.
    mutating func separator() -> StaticString
    /// What a run that goes on has seen so far; no bytes where the format has no place for it.
    mutating func statistics(_ summary: AnalysisSummary) -> [UInt8]
    mutating func finish(_ summary: AnalysisSummary) -> [UInt8]
    /// What a watch tells beside connections and statistics; no bytes where the format has no place for it.
    mutating func event(_ event: LiveEvent) -> [UInt8]
    /// Connections that were counted in place of being written.
    mutating func tally(_ groups: [ConnectionTally.Group]) -> [UInt8]
}

extension ReportFormatter {
    /// How many bytes make a piece: what a cache can hold beside the rest, and whole pages of a file, many at a time.
    ///
    /// A file that is written in such pieces from its start costs the system half of what it costs in pieces that end
    /// anywhere, since its memory comes in larger parts.
    static var pieceBytes: Int { 131_072 }

    public var makeRenderer: RendererFactory? { nil }

    public mutating func event(_ event: LiveEvent) -> [UInt8] { [] }

    public mutating func tally(_ groups: [ConnectionTally.Group]) -> [UInt8] { [] }

    public mutating func separator() -> StaticString { "" }

    public mutating func connections(
        _ rendered: RenderedReports,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows {
        var piece = ByteBuffer(capacity: 2 * Self.pieceBytes)
        for entry in rendered.entries {
            piece.append(separator())
            entry.append(from: rendered.pieces, to: &piece)
            guard piece.count >= Self.pieceBytes else { continue }
            try write(piece.span)
            piece.removeAll()
        }
        if piece.count > 0 { try write(piece.span) }
    }

    public mutating func connections(
        _ reports: [ConnectionReport],
        where isShown: (ConnectionReport) -> Bool,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows {
        var piece: [UInt8] = []
        for report in reports where isShown(report) {
            piece += connection(report)
            guard piece.count >= Self.pieceBytes else { continue }
            try write(piece.span)
            piece.removeAll(keepingCapacity: true)
        }
        if !piece.isEmpty { try write(piece.span) }
    }
}

extension RenderedReports.Entry {
    /// Appends the report, with its id filled in.
    fileprivate func append(from pieces: [[UInt8]], to buffer: inout ByteBuffer) {
        let bytes = pieces[piece]
        buffer.append(copying: bytes.span.extracting(report.bytes.lowerBound..<report.idOffset))
        buffer.append(decimal: id.number)
        buffer.append(copying: bytes.span.extracting(report.idOffset..<report.bytes.upperBound))
    }
}

/// A writer that the copies of a formatter share, since there is but one stream to write.
private final class JSONStream {
    var writer: JSONWriter

    init(_ writer: consuming JSONWriter) { self.writer = writer }

    func line(_ write: (inout JSONWriter) -> Void) {
        write(&writer)
        writer.endLine()
    }

    /// Writes a line for each report that is to be shown, and lends them in pieces that a cache can hold.
    ///
    /// If it `keepsRest`, what fills no piece waits for what is written next.
    func lines(
        _ reports: [ConnectionReport],
        where isShown: (ConnectionReport) -> Bool,
        keepsRest: Bool,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows {
        try Self.lines(reports.span, where: isShown, by: &writer, write: write)
        if !keepsRest { try writer.drain(write) }
    }

    /// The same of reports that were rendered elsewhere.
    func lines(
        _ rendered: RenderedReports,
        keepsRest: Bool,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows {
        try Self.lines(rendered, by: &writer, write: write)
        if !keepsRest { try writer.drain(write) }
    }

    private static func lines(
        _ rendered: RenderedReports,
        by writer: inout JSONWriter,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows {
        for entry in rendered.entries {
            entry.append(from: rendered.pieces, to: &writer.buffer)
            try writer.drainPieces(of: NDJSONReport.pieceBytes, write)
        }
    }

    /// Apart, so that the writer is looked up and claimed once, and not for every report.
    private static func lines(
        _ reports: borrowing Span<ConnectionReport>,
        where isShown: (ConnectionReport) -> Bool,
        by writer: inout JSONWriter,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows {
        for index in reports.indices {
            let report = reports[index]
            guard isShown(report) else { continue }
            writer.connection(report)
            writer.endLine()
            try writer.drainPieces(of: NDJSONReport.pieceBytes, write)
        }
    }
}

/// One JSON object a line.
///
/// Copies write to one stream.
public struct NDJSONReport: ReportFormatter {
    private let stream: JSONStream
    private let keepsRest: Bool
    private let detail: RecordDetail

    /// - Parameters:
    ///   - keepsRest: Bytes that fill no piece may wait for the next, or for the summary: for a file that nobody reads
    ///     before the end.
    ///   - detail: How much is said of each connection.
    ///   - identity: What each record says of its origin, in a watch.
    public init(keepsRest: Bool = false, detail: RecordDetail = .normal, identity: RecordIdentity? = nil) {
        var writer = JSONWriter()
        writer.identity = identity
        stream = JSONStream(writer)
        self.keepsRest = keepsRest
        self.detail = detail
    }

    public var makeRenderer: RendererFactory? { { JSONRenderer(.lines, where: $0) } }

    public mutating func start() -> [UInt8] { [] }

    public mutating func connection(_ report: ConnectionReport) -> [UInt8] {
        let detail = detail
        stream.line { writer in
            switch detail {
            case .brief: writer.brief(report)
            case .normal: writer.connection(report)
            case .full: writer.connection(report, withMessages: true)
            }
        }
        return stream.writer.take()
    }

    public mutating func event(_ event: LiveEvent) -> [UInt8] {
        switch event {
        case .connections(let reports): return reports.flatMap { connection($0) }
        case .statistics(let summary): return statistics(summary)
        case .loss(let loss): stream.line { $0.loss(loss) }
        case .interface(let change):
            stream.writer.identity?.interfaces[change.input] = change.name
            stream.line { $0.interface(change) }
        case .certificate(let sighting): stream.line { $0.sighting(sighting) }
        case .notReloaded, .reloaded, .time, .state: return []
        }
        return stream.writer.take()
    }

    public mutating func connections(
        _ reports: [ConnectionReport],
        where isShown: (ConnectionReport) -> Bool,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows {
        try stream.lines(reports, where: isShown, keepsRest: keepsRest, write: write)
    }

    public mutating func connections(
        _ rendered: RenderedReports,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows {
        try stream.lines(rendered, keepsRest: keepsRest, write: write)
    }

    public mutating func tally(_ groups: [ConnectionTally.Group]) -> [UInt8] {
        for group in groups { stream.line { $0.group(group) } }
        return stream.writer.take()
    }

    public mutating func statistics(_ summary: AnalysisSummary) -> [UInt8] {
        stream.line { $0.summary(summary, as: .statistics) }
        return stream.writer.take()
    }

    public mutating func finish(_ summary: AnalysisSummary) -> [UInt8] {
        stream.line { $0.summary(summary) }
        return stream.writer.take()
    }
}

/// One JSON document, indented; written piece by piece, so that a long one needs no memory.
public struct JSONReport: ReportFormatter {
    private let stream = JSONStream(JSONWriter(isPretty: true, depth: 2))
    private var isFirst = true

    public init() {}

    public mutating func start() -> [UInt8] {
        Array("{\n  \"schema_version\": \"\(schemaVersion)\",\n  \"connections\": [".utf8)
    }

    public var makeRenderer: RendererFactory? { { JSONRenderer(.document, where: $0) } }

    public mutating func separator() -> StaticString {
        defer { isFirst = false }
        return isFirst ? "\n    " : ",\n    "
    }

    public mutating func connection(_ report: ConnectionReport) -> [UInt8] {
        let separator = separator()
        stream.writer.connection(report)
        return Array(separator.description.utf8) + stream.writer.take()
    }

    public mutating func connections(
        _ reports: [ConnectionReport],
        where isShown: (ConnectionReport) -> Bool,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows {
        for report in reports where isShown(report) {
            stream.writer.beginSibling(behind: separator())
            stream.writer.connection(report)
            if stream.writer.buffer.count >= Self.pieceBytes { try stream.writer.drain(write) }
        }
        try stream.writer.drain(write)
    }

    public mutating func statistics(_ summary: AnalysisSummary) -> [UInt8] { [] }

    public mutating func finish(_ summary: AnalysisSummary) -> [UInt8] {
        var summaryWriter = JSONWriter(isPretty: true, depth: 1)
        summaryWriter.summary(summary)
        let separator = isFirst ? "],\n  \"summary\": " : "\n  ],\n  \"summary\": "
        return Array(separator.utf8) + summaryWriter.bytes + Array("\n}\n".utf8)
    }
}
