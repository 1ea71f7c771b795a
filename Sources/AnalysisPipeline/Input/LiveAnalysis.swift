public import ByteParsing
import CaptureReading
import Glibc
public import HandshakeAnalysis

/// Analyses the packets of an interface as they pass, until it is told to stop.
public struct LiveAnalysis: ~Copyable {
    private var capture: LiveCapture
    private var engine = PacketEngine()

    /// - Parameters:
    ///   - interface: Its name, or `any`.
    ///   - filter: A BPF expression, which the kernel applies.
    /// - Throws: ``AnalysisError`` when there is no such interface, no permission, or the filter does not compile.
    public init(interface: String, filter: String? = nil) throws(AnalysisError) {
        do {
            capture = try LiveCapture(interface: interface, filter: filter)
        } catch {
            var subject = interface
            if case .invalidFilter = error.reason { subject = filter ?? "" }
            throw AnalysisError(error, subject: subject)
        }
    }

    /// Reads until `isStopped` says so, which is asked ten times a second at least.
    ///
    /// `onReports` gets the reports of connections that were decided, oldest first; what it throws ends the watch, as
    /// does an ``AnalysisError`` when the interface is gone.
    public mutating func run(
        onReports: ([ConnectionReport]) throws -> Void,
        isStopped: () -> Bool
    ) throws -> AnalysisSummary {
        while !isStopped() {
            do {
                guard try capture.readBatch() else { break }
            } catch {
                throw AnalysisError(error, subject: capture.interface)
            }
            engine.process(capture.batch, capture.batch.indices)
            // Packets tell the time; in silence the clock does, so that a connection that went silent is reported.
            if capture.batch.count == 0 { engine.advance(to: Self.now()) }
            if !engine.finished.isEmpty { try onReports(engine.takeFinished()) }
        }
        engine.finish()
        if !engine.finished.isEmpty { try onReports(engine.takeFinished()) }
        var summary = AnalysisSummary(engine)
        let statistics = capture.statistics()
        summary.droppedPackets = AnalysisSummary.DroppedPackets(
            byKernel: statistics.droppedByKernel,
            byInterface: statistics.droppedByInterface
        )
        return summary
    }

    /// The wall clock, by which live packets are stamped.
    private static func now() -> Timestamp {
        var time = timespec()
        // The call fills a local structure.
        unsafe _ = clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}

/// An interface that can be watched, as `mtlscope interfaces` lists it.
public struct WatchableInterface: Hashable, Sendable {
    public let name: String
    public let description: String?
    public let addresses: [IPAddress]
    public let isUp: Bool
    public let isRunning: Bool
    public let isLoopback: Bool

    public static func all() throws(AnalysisError) -> [WatchableInterface] {
        do {
            return try CaptureInterface.all().map { interface in
                WatchableInterface(
                    name: interface.name,
                    description: interface.description,
                    addresses: interface.addresses,
                    isUp: interface.isUp,
                    isRunning: interface.isRunning,
                    isLoopback: interface.isLoopback
                )
            }
        } catch {
            throw AnalysisError(error, subject: "")
        }
    }
}
