public import HandshakeAnalysis

extension CaptureAnalysis {
    /// Connections that are kept for later, at most: each with its log takes about ten kilobytes.
    public static let maximumCollected = 10_000

    /// What a capture holds, for whoever needs all of it at once.
    public struct Collection: Sendable {
        /// The last report of each connection, in the order of their numbers.
        public var reports: [ConnectionReport]
        /// Connections beyond ``maximumCollected``, which were not kept.
        public var omitted: Int
        /// Of the whole capture.
        public var summary: AnalysisSummary
    }

    /// Reads everything, and keeps the connections; with `wanted`, those alone, wherever they stand.
    public mutating func collect(
        _ wanted: Set<ConnectionID>? = nil,
        onProgress: (Progress) -> Bool = { _ in true }
    ) throws -> Collection {
        var kept: [ConnectionID: ConnectionReport] = [:]
        var omitted: Set<ConnectionID> = []
        let summary = try run(
            onReports: { reports in
                for report in reports where wanted?.contains(report.id) ?? true {
                    // A later report of the same connection replaces the earlier one.
                    if kept[report.id] != nil || kept.count < Self.maximumCollected {
                        kept[report.id] = report
                    } else {
                        omitted.insert(report.id)
                    }
                }
            },
            onProgress: onProgress
        )
        return Collection(
            reports: kept.values.sorted { $0.id < $1.id },
            omitted: omitted.count,
            summary: summary
        )
    }
}
