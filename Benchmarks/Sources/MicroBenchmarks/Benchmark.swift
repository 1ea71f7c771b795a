/// Runs one piece of work often enough to name its fastest and its middle time.
struct Benchmark {
    let name: String
    /// What one run handles so many of.
    let unit: String
    let unitsPerRun: Int
    /// Returns a checksum, which also keeps the optimiser from removing the work.
    let body: () throws -> Int

    typealias Timing = (fastest: Duration, median: Duration, checksum: Int)

    func run(warmups: Int = 3, runs: Int = 21) throws -> Timing {
        var checksum = 0
        for _ in 0..<warmups { checksum = try body() }
        let clock = ContinuousClock()
        var samples: [Duration] = []
        for _ in 0..<runs {
            let start = clock.now
            checksum = try body()
            samples.append(start.duration(to: clock.now))
        }
        samples.sort()
        return (samples[0], samples[runs / 2], checksum)
    }

    func printResult() throws {
        let timing = try run()
        print(
            "\(name): \(nanoseconds(timing.fastest)) ns a \(unit) fastest, \(nanoseconds(timing.median)) median, "
                + "checksum \(timing.checksum)"
        )
    }

    private func nanoseconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        let total = Double(seconds) * 1e9 + Double(attoseconds) / 1e9
        return (total / Double(max(unitsPerRun, 1)) * 10).rounded() / 10
    }
}
