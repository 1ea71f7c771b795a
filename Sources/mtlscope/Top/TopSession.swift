import AnalysisPipeline
import ArgumentParser
import ByteParsing
import HandshakeAnalysis
import LiveView
import OutputWriting
import Reporting
import Synchronization
import SystemLibrary
import TerminalScreen
import Threading

/// A view on a terminal: one thread tells the board what happens, and this one shows it and takes keys.
final class TopSession: Sendable {
    /// How long keys are waited for, in milliseconds: a signal is heeded within it.
    private static let patience: Int32 = 100
    /// How soon what has come is drawn.
    private static let interval = Duration.milliseconds(250)

    let start = TopStart()
    private let feed: any TopFeed
    private let usesColor: Bool
    private let clock: WallClock
    private let board: Mutex<Board>
    private let version = Atomic<UInt64>(0)
    private let over = Atomic<Bool>(false)
    private let messages = Mutex<[String]>([])
    /// With which the command ends, and what is said then.
    private let outcome = Mutex<(status: ExitCode?, lines: [String])>((nil, []))

    init(_ feed: any TopFeed, usesColor: Bool, clock: WallClock) {
        self.feed = feed
        self.usesColor = usesColor
        self.clock = clock
        board = Mutex(Board(source: feed.name, isLive: feed.isLive))
    }

    // MARK: For feeds

    /// Nobody looks any more.
    var isOver: Bool { over.load(ordering: .relaxed) || Interruption.isRequested }

    func tell(_ events: [ViewEvent]) {
        guard !events.isEmpty else { return }
        board.withLock { board in
            for event in events { board.receive(event) }
        }
        version.add(1, ordering: .releasing)
    }

    /// Shows a line at the foot.
    func say(_ message: String) { messages.withLock { $0.append(message) } }

    /// Remembers how the command is to end, once the terminal is as it was.
    func end(_ status: ExitCode?, _ lines: [String]) {
        outcome.withLock { $0 = (status, lines) }
    }

    // MARK: The terminal's thread

    func run() throws {
        Interruption.beginScreen()
        guard let thread = Thread({ self.feed.run(self) }) else {
            Console.say(Diagnostics.failed("top", "the system has no thread left"))
            throw ExitStatus.inputOutput
        }
        // A feed that waits for a silent pipe is left where it is: the process ends without it.
        thread.detach()
        do { try start.wait() } catch {
            for line in outcome.withLock({ $0.lines }) { Console.say(line) }
            guard let error = error as? AnalysisError else { throw error }
            Console.say(Watch.explanation(of: error))
            throw ExitStatus.of(error)
        }
        try show()
        over.store(true, ordering: .relaxed)
        Interruption.control.stop()
        feed.close()
        let (status, lines) = outcome.withLock { $0 }
        for line in lines { Console.say(line) }
        if let status { throw status }
    }

    private func show() throws {
        let screen: Screen
        do throws(Screen.Failure) {
            screen = try Screen(usesColor: usesColor)
        } catch {
            switch error {
            case .noTerminal: Console.say(Diagnostics.topNeedsTerminal)
            case .noLibrary(let detail):
                Console.say(Diagnostics.topLacksLibrary(detail))
                throw ExitStatus.inputOutput
            case .unknownTerminal(let name): Console.say(Diagnostics.topUnknownTerminal(name))
            }
            throw ExitStatus.usage
        }
        defer { screen.close() }
        var view = View(View.Options(clock: clock, isASCII: Locale.isASCII, noPackets: feed.noPackets))
        var meter = ProcessMeter()
        var drawn: (version: UInt64, size: ScreenSize, at: ContinuousClock.Instant)?
        while !Interruption.isRequested {
            guard case .keys(let keys) = screen.input(within: drawn == nil ? 0 : Self.patience) else {
                return
            }
            for key in keys {
                let request = board.withLock { view.receive(key, $0) }
                switch request {
                case .quit?: return
                case .save(let report, let path)?: feed.save(report, to: path, self)
                case nil: break
                }
            }
            let said = messages.withLock { messages in
                defer { messages = [] }
                return messages.last
            }
            if let said { view.say(said) }
            let size = screen.currentSize()
            let version = version.load(ordering: .acquiring)
            let now = ContinuousClock.now
            if let drawn, keys.isEmpty, said == nil, size == drawn.size {
                guard now - drawn.at >= Self.interval,
                    version != drawn.version || now - drawn.at >= .seconds(1)
                else {
                    continue
                }
            }
            let process = feed.readsPackets ? meter.facts(at: now) : ProcessFacts()
            screen.draw(board.withLock { view.frame(of: $0, size: size, process: process) })
            drawn = (version, size, now)
        }
    }
}

/// Measures what this process takes, once a second.
struct ProcessMeter {
    private var last: (clock: clock_t, time: ContinuousClock.Instant)?
    private var facts = ProcessFacts()

    mutating func facts(at now: ContinuousClock.Instant) -> ProcessFacts {
        let used = clock()
        guard let last else {
            self.last = (used, now)
            facts.residentBytes = ProcessMemory.residentBytes
            return facts
        }
        let elapsed = Double((now - last.time) / .milliseconds(1)) / 1000
        guard elapsed >= 1 else { return facts }
        facts.cpuPercent = Double(used - last.clock) / Double(CLOCKS_PER_SEC) / elapsed * 100
        facts.residentBytes = ProcessMemory.residentBytes
        self.last = (used, now)
        return facts
    }
}
