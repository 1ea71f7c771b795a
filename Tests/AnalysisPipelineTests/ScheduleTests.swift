import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `Schedule of threads` {
    /// Threads that do nothing but end what they were given, in an order that `random` chooses.
    private struct Simulation {
        enum Thread {
            case free
            case waiting
            case busy(Schedule.Task)
            case gone
        }

        var schedule: Schedule
        var threads: [Thread]
        var random: FixedRandom
        let unitCount: Int
        var read = 0
        var joined = 0
        /// Units that each engine has been through.
        var processed: [Int]
        /// Parts of each engine's ending that were made and joined.
        var parts: [Int]
        var joinedParts: [Int]
        var isFinished: [Bool]
        var isEnded: [Bool]
        var isOver = false

        init(threads count: Int, units: Int, isStream: Bool, random: FixedRandom) {
            schedule = Schedule(threadCount: count, placeCount: count + 4, ownerReads: !isStream)
            threads = Array(repeating: .free, count: count)
            processed = Array(repeating: 0, count: count)
            (parts, joinedParts) = (processed, processed)
            isFinished = Array(repeating: false, count: count)
            isEnded = isFinished
            unitCount = units
            self.random = random
        }

        /// Runs to the end; `false` when all wait for each other.
        mutating func run(nanoseconds: (Int) -> Int) -> Bool {
            while !isOver {
                let ready = threads.indices.filter {
                    switch threads[$0] {
                    case .free, .busy: true
                    case .waiting, .gone: false
                    }
                }
                guard let thread = ready.randomElement(using: &random) else { return false }
                step(thread, nanoseconds)
            }
            return true
        }

        private mutating func step(_ thread: Int, _ nanoseconds: (Int) -> Int) {
            if case .busy(let task) = threads[thread] { end(task, nanoseconds) }
            guard !isOver else { return }
            let (task, woken) = schedule.next(for: thread)
            threads[thread] =
                switch task {
                case nil: .waiting
                case .nothing: .gone
                case let task?: .busy(task)
                }
            for other in threads.indices where other != thread && woken.contains(other) {
                if case .waiting = threads[other] { threads[other] = .free }
            }
        }

        private mutating func end(_ task: Schedule.Task, _ nanoseconds: (Int) -> Int) {
            switch task {
            case .read:
                let isAtEnd = read == unitCount
                if !isAtEnd { read += 1 }
                schedule.endReading(
                    isAtEnd ? nil : .init(bytesRead: UInt64(read), totalBytes: nil, packets: UInt64(read))
                )
            case .decode: schedule.endDecoding()
            case .process(let engine, _):
                processed[engine] += 1
                schedule.endProcessing(
                    engine,
                    ShareResult(),
                    packets: 100,
                    nanoseconds: nanoseconds(processed[engine])
                )
            case .deal:
                for engine in processed.indices { processed[engine] += 1 }
                schedule.endDealing(
                    Array(repeating: ShareResult(), count: threads.count),
                    packets: 100,
                    nanoseconds: nanoseconds(processed[0])
                )
            case .finish(let engine):
                var part = ShareResult()
                parts[engine] += 1
                part.isLast = parts[engine] > engine || random.next() % 3 == 0
                isFinished[engine] = part.isLast
                schedule.endFinishing(engine, part)
            case .join(let results, let progress):
                #expect(results.count == threads.count)
                joined += 1
                #expect(progress.packets == UInt64(joined))
                schedule.endJoining(wantsMore: true)
            case .joinEndings(let endings):
                for (engine, part) in endings {
                    joinedParts[engine] += 1
                    if part.isLast { isEnded[engine] = true }
                }
                let open = isEnded.indices.filter { !isEnded[$0] }
                isOver = open.isEmpty
                // Any of them may be used up first.
                let first = open.randomElement(using: &random)
                schedule.endJoiningEndings(wanting: open.filter { $0 == first || random.next() % 2 == 0 })
            case .nothing: break
            }
        }
    }

    /// Nanoseconds for 100 packets: not worth sharing, worth it, and now this and now that.
    private static let costs: [@Sendable (Int) -> Int] = [
        { _ in 1_000 }, { _ in 1_000_000 }, { $0 / 20 % 2 == 0 ? 500 : 500_000 },
    ]

    @Test(arguments: 1...5, [false, true])
    func `nobody waits for ever, and nothing is left out`(_ threads: Int, _ isStream: Bool) {
        guard threads > 1 || !isStream else { return }  // one alone reads by itself
        for (kind, cost) in Self.costs.enumerated() {
            for seed in 0..<60 {
                let units = [0, 1, 2, 7, 200][seed % 5]
                var simulation = Simulation(
                    threads: threads,
                    units: units,
                    isStream: isStream,
                    random: FixedRandom(seed: UInt64(seed * 7 + kind + 1))
                )
                let isOver = simulation.run(nanoseconds: cost)
                #expect(isOver, "\(units) units, seed \(seed), kind \(kind)")
                #expect(simulation.joined == units)
                #expect(simulation.processed == Array(repeating: units, count: threads))
                #expect(simulation.joinedParts == simulation.parts)
                #expect(simulation.isFinished.allSatisfy { $0 })
            }
        }
    }
}
