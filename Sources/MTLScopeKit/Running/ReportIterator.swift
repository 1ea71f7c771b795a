internal import HandshakeAnalysis

/// Hands out the reports of one run, one after another.
public struct ReportIterator: AsyncIteratorProtocol {
    public typealias Element = Report
    public typealias Failure = MTLScopeError

    private let session: Session
    /// What was handed over last, and how much of it was handed out.
    private var reports: [ConnectionReport] = []
    private var position = 0
    private var isOver = false

    init(_ session: Session) { self.session = session }

    /// The next report, or `nil` at the end, also of a cancelled task.
    ///
    /// - Throws: ``MTLScopeError`` at the end, where an input could not be read as it should be.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(MTLScopeError) -> Report? {
        while position == reports.count {
            guard !isOver else { return nil }
            switch await session.handover.next() {
            case .reports(let next):
                reports = next
                position = 0
            case .end(let ending):
                isOver = true
                switch ending {
                case .finished(let summary): if let error = MTLScopeError(summary) { throw error }
                case .failed(let error): throw error
                case .cancelled: return nil
                }
            }
        }
        defer { position += 1 }
        return Report(reports[position])
    }

    public mutating func next() async throws(MTLScopeError) -> Report? { try await next(isolation: nil) }
}
