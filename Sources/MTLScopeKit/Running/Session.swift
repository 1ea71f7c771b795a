internal import AnalysisPipeline
internal import HandshakeAnalysis
internal import Synchronization
internal import Threading

/// An analysis on a thread of its own, which ends when nobody holds the session any more.
final class Session: Sendable {
    let handover: Handover

    /// Runs `body` on a thread, and returns as soon as it has opened its inputs.
    ///
    /// The body calls `opened` once they are open, and throws where they cannot be.
    init(
        _ body: @escaping @Sendable (Handover, _ opened: () -> Void) throws -> AnalysisSummary
    ) throws(MTLScopeError) {
        let handover = Handover()
        let opening = Opening()
        let thread = Thread {
            do {
                let summary = try body(handover) { opening.succeed() }
                handover.end(.finished(summary))
            } catch let error as AnalysisError {
                opening.fail(MTLScopeError(error))
                handover.end(.failed(MTLScopeError(error)))
            } catch {
                // Only the handover throws anything else, and only once nobody wants more.
                handover.end(.cancelled)
            }
        }
        guard let thread else { throw MTLScopeError(.inputOutput, "", "no thread could be started") }
        thread.detach()
        if let error = opening.wait() { throw error }
        self.handover = handover
    }

    deinit { handover.cancel() }
}

/// Whether the inputs could be opened, which the thread says once.
private final class Opening: Sendable {
    private let error = Mutex<MTLScopeError?>(nil)
    private let isKnown = Semaphore()

    func succeed() { isKnown.signal() }

    func fail(_ reason: MTLScopeError) {
        error.withLock { $0 = reason }
        isKnown.signal()
    }

    func wait() -> MTLScopeError? {
        isKnown.wait()
        return error.withLock { $0 }
    }
}
