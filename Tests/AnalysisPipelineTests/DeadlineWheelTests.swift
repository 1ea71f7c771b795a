import Testing

@testable import AnalysisPipeline

@Suite struct `Deadline wheel` {
    /// Moves on second by second and tells when each slot came up.
    private func due(_ wheel: inout DeadlineWheel, through end: Int) -> [Int: [Int]] {
        var due: [Int: [Int]] = [:]
        for second in (wheel.now ?? 0)...end {
            for entry in wheel.advance(to: second) { due[entry.slot, default: []].append(second) }
        }
        return due
    }

    @Test func `entries come up at their second, or at the horizon if that is nearer`() {
        var wheel = DeadlineWheel()
        _ = wheel.advance(to: 1_000)
        for (slot, second) in [(1, 1_001), (2, 1_127), (3, 1_128), (4, 5_000)] {
            wheel.add(.init(slot: slot, generation: 0), at: second)
        }
        #expect(due(&wheel, through: 1_300) == [1: [1_001], 2: [1_127], 3: [1_127], 4: [1_127]])
    }

    @Test func `a deadline that has passed comes up next`() {
        var wheel = DeadlineWheel()
        _ = wheel.advance(to: 1_000)
        wheel.add(.init(slot: 1, generation: 0), at: 1_000)
        wheel.add(.init(slot: 2, generation: 0), at: 3)
        #expect(due(&wheel, through: 1_010) == [1: [1_001], 2: [1_001]])
    }

    @Test func `a long pause lets everything come up once`() {
        var wheel = DeadlineWheel()
        _ = wheel.advance(to: 0)
        for slot in 0..<500 { wheel.add(.init(slot: slot, generation: 0), at: slot) }
        #expect(Set(wheel.advance(to: 1_000_000_000).map(\.slot)) == Set(0..<500))
        #expect(wheel.advance(to: 2_000_000_000).isEmpty)
    }

    @Test func `time that runs backwards stands still`() {
        var wheel = DeadlineWheel()
        _ = wheel.advance(to: 100)
        wheel.add(.init(slot: 1, generation: 0), at: 105)
        #expect(wheel.advance(to: 50).isEmpty && wheel.now == 100)
        #expect(wheel.advance(to: 105).map(\.slot) == [1])
    }

    @Test func `times before 1970 and entries before the first packet are no trouble`() {
        var wheel = DeadlineWheel()
        wheel.add(.init(slot: 1, generation: 0), at: -50)
        #expect(wheel.advance(to: -60).isEmpty)
        #expect(due(&wheel, through: 70).keys.contains(1))
    }

    @Test(arguments: [-1_000_000, -200, -5, 1, 7, 128, 129, 3600])
    func `entries come up after as many seconds as before when the clock is set`(_ step: Int) {
        var wheel = DeadlineWheel()
        _ = wheel.advance(to: 2_000_000)
        for (slot, distance) in [(1, 1), (2, 60), (3, 127)] {
            wheel.add(.init(slot: slot, generation: 0), at: 2_000_000 + distance)
        }
        wheel.step(by: step)
        let start = 2_000_000 + step
        #expect(wheel.now == start)
        #expect(due(&wheel, through: start + 300) == [1: [start + 1], 2: [start + 60], 3: [start + 127]])
    }
}
