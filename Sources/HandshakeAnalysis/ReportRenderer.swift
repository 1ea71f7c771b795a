/// Writes reports down on the thread that decided them; ids are filled in later, when all threads' reports are in order.
public protocol ReportRenderer {
    /// Writes a report without its id; `nil` when it is not to be shown.
    mutating func render(_ report: ConnectionReport) -> RenderedReport?
    /// Hands over what was written.
    mutating func take() -> [UInt8]
}

/// Where one report stands in what a ``ReportRenderer`` wrote.
public struct RenderedReport: Hashable, Sendable {
    public let bytes: Range<Int>
    /// Where its id belongs, within the range.
    public let idOffset: Int
    public let isFailure: Bool

    public init(bytes: Range<Int>, idOffset: Int, isFailure: Bool) {
        self.bytes = bytes
        self.idOffset = idOffset
        self.isFailure = isFailure
    }
}

/// Reports in the order in which they were decided, as one or more renderers wrote them.
public struct RenderedReports: Sendable {
    /// What each renderer wrote.
    public var pieces: [[UInt8]]
    public private(set) var entries: [Entry] = []

    public struct Entry: Sendable {
        public let id: ConnectionID
        public let report: RenderedReport
        /// Which of the pieces it is in.
        public let piece: Int
    }

    public init(pieces: [[UInt8]]) { self.pieces = pieces }

    public mutating func append(_ report: RenderedReport, of piece: Int, as id: ConnectionID) {
        entries.append(Entry(id: id, report: report, piece: piece))
    }

    public mutating func removeEntries() { entries.removeAll(keepingCapacity: true) }
}
