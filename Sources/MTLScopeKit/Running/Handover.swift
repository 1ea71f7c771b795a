internal import AnalysisPipeline
internal import HandshakeAnalysis
internal import Synchronization
internal import Threading

/// Hands reports from the thread that makes them to the tasks that ask for them.
///
/// The thread sleeps while nobody has asked yet, and while more than ``limit`` reports wait.
final class Handover: Sendable {
    enum Ending: Sendable {
        case finished(AnalysisSummary)
        case failed(MTLScopeError)
        /// Nobody wants more.
        case cancelled
    }

    enum Step: Sendable {
        case reports([ConnectionReport])
        case end(Ending)
    }

    /// Thrown within the thread, to leave an analysis.
    struct Cancelled: Error {}

    /// Reports that may wait; those of one chunk of input come on top.
    private static let limit = 4096

    private struct State {
        var waiting: [ConnectionReport] = []
        var askers: [CheckedContinuation<Step, Never>] = []
        var isAsked = false
        var isThreadAsleep = false
        var ending: Ending?
    }

    private let state = Mutex(State())
    private let alarm = Semaphore()
    /// What a live analysis is told to stop by.
    let control = LiveControl()

    // MARK: The thread's side

    /// Sleeps until somebody asks.
    func waitForDemand() throws { try sleep { !$0.isAsked } }

    func send(_ reports: [ConnectionReport]) throws {
        guard !reports.isEmpty else { return }
        let asker = state.withLock { state -> CheckedContinuation<Step, Never>? in
            guard state.askers.isEmpty else { return state.askers.removeFirst() }
            state.waiting += reports
            return nil
        }
        asker?.resume(returning: .reports(reports))
        try sleep { $0.waiting.count >= Self.limit }
    }

    func end(_ ending: Ending) {
        let askers = state.withLock { state in
            if state.ending == nil { state.ending = ending }
            defer { state.askers = [] }
            return state.askers
        }
        for asker in askers { asker.resume(returning: .end(ending)) }
    }

    var isCancelled: Bool {
        state.withLock { if case .cancelled = $0.ending { true } else { false } }
    }

    private func sleep(while isTooEarly: @Sendable (State) -> Bool) throws {
        while true {
            let (isAsleep, isCancelled) = state.withLock { state in
                if case .cancelled = state.ending { return (false, true) }
                state.isThreadAsleep = isTooEarly(state)
                return (state.isThreadAsleep, false)
            }
            if isCancelled { throw Cancelled() }
            guard isAsleep else { return }
            alarm.wait()
        }
    }

    // MARK: The tasks' side

    /// The next reports, or the end.
    ///
    /// A task that is cancelled ends the analysis.
    func next() async -> Step {
        await withTaskCancellationHandler {
            await withCheckedContinuation { asker in
                let step = state.withLock { state -> Step? in
                    state.isAsked = true
                    wake(&state)
                    if !state.waiting.isEmpty {
                        defer { state.waiting = [] }
                        return .reports(state.waiting)
                    }
                    if let ending = state.ending { return .end(ending) }
                    state.askers.append(asker)
                    return nil
                }
                if let step { asker.resume(returning: step) }
            }
        } onCancel: {
            cancel()
        }
    }

    func cancel() {
        end(.cancelled)
        control.stop()
        state.withLock { state in
            if case .cancelled = state.ending { state.waiting = [] }
            wake(&state)
        }
    }

    /// `nil` before the end, and where there is none to be had.
    var summary: AnalysisSummary? {
        state.withLock { if case .finished(let summary) = $0.ending { summary } else { nil } }
    }

    private func wake(_ state: inout State) {
        guard state.isThreadAsleep else { return }
        state.isThreadAsleep = false
        alarm.signal()
    }
}
