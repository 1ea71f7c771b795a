import HandshakeAnalysis

/// The last reports, kept for connections on which another handshake may follow.
struct RecentReports {
    static let capacity = 1_024

    private var reports: [UInt64: ConnectionReport] = [:]
    private var order: [UInt64] = []
    private var next = 0

    mutating func keep(_ report: ConnectionReport) {
        let number = report.id.number
        if reports.updateValue(report, forKey: number) != nil { return }
        if order.count < Self.capacity {
            order.append(number)
        } else {
            reports[order[next]] = nil
            order[next] = number
            next = (next + 1) % Self.capacity
        }
    }

    func find(_ number: UInt64) -> ConnectionReport? { reports[number] }
}
