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
    /// What stands between the last connection and the next, when that was rendered elsewhere.
    mutating func separator() -> StaticString
    /// What a run that goes on has seen so far; no bytes where the format has no place for it.
    mutating func statistics(_ summary: AnalysisSummary) -> [UInt8]
    mutating func finish(_ summary: AnalysisSummary) -> [UInt8]
}

extension ReportFormatter {
    /// How many bytes make a piece.
    static var pieceBytes: Int { 65_536 }

    public var makeRenderer: RendererFactory? { nil }

    public mutating func separator() -> StaticString { "" }

    /// Hands over the bytes of connections that were rendered elsewhere, with their ids filled in.
    public mutating func connections(
        _ rendered: RenderedReports,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows {
        var piece = ByteBuffer(capacity: 2 * Self.pieceBytes)
        for entry in rendered.entries {
            let bytes = rendered.pieces[entry.piece]
            let report = entry.report
            piece.append(separator())
            piece.append(copying: bytes.span.extracting(report.bytes.lowerBound..<report.idOffset))
            piece.append(decimal: entry.id.number)
            piece.append(copying: bytes.span.extracting(report.idOffset..<report.bytes.upperBound))
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

/// A writer that the copies of a formatter share, since there is but one stream to write.
private final class JSONStream {
    var writer: JSONWriter

    init(_ writer: consuming JSONWriter) { self.writer = writer }

    func line(_ write: (inout JSONWriter) -> Void) {
        write(&writer)
        writer.endLine()
    }

    /// Writes a line for each report that is to be shown, and lends them in pieces that a cache can hold.
    func lines(
        _ reports: [ConnectionReport],
        where isShown: (ConnectionReport) -> Bool,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows {
        try Self.lines(reports.span, where: isShown, by: &writer, write: write)
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
            if writer.buffer.count >= NDJSONReport.pieceBytes { try writer.drain(write) }
        }
        try writer.drain(write)
    }
}

/// One JSON object a line.
///
/// Copies write to one stream.
public struct NDJSONReport: ReportFormatter {
    private let stream = JSONStream(JSONWriter())

    public init() {}

    public var makeRenderer: RendererFactory? { { JSONRenderer(.lines, where: $0) } }

    public mutating func start() -> [UInt8] { [] }

    public mutating func connection(_ report: ConnectionReport) -> [UInt8] {
        stream.line { $0.connection(report) }
        return stream.writer.take()
    }

    public mutating func connections(
        _ reports: [ConnectionReport],
        where isShown: (ConnectionReport) -> Bool,
        write: (borrowing Span<UInt8>) throws -> Void
    ) rethrows {
        try stream.lines(reports, where: isShown, write: write)
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
