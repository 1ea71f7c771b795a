import TLSWire
import Testing

@testable import HandshakeAnalysis

private typealias Talk = ComparedConversation

@Suite struct `Lining up` {
    private static func lineup(_ good: [Step?], _ bad: [Step?]) -> Lineup {
        let other = Talk(start: 60_000_000_000, random: 2, steps: bad)
        return Comparison(good: Talk(steps: good).report, bad: other.report).lineup
    }

    private static func frames(_ lineup: Lineup) -> [[UInt64?]] {
        lineup.rows.map { [$0.good?.packet.frame, $0.bad?.packet.frame] }
    }

    @Test func `pairs like with like, and marks where they part`() {
        let lineup = Self.lineup(Talk.mutual(), Talk.refused([Certificates.good], .unknownCA))
        #expect(
            Self.frames(lineup) == [
                [4, 4], [5, 5], [6, 6], [7, 7], [8, 8], [9, 9], [10, 10], [11, 11], [12, 12], [13, 13],
                [14, 14],
                [15, 15], [16, 16], [17, nil], [18, nil],
            ]
        )
        #expect(lineup.parting == 11)
        #expect(lineup.rows.prefix(11).allSatisfy { $0.mark == .alike })
        #expect(lineup.rows.dropFirst(11).allSatisfy { $0.mark == .parted })
    }

    @Test func `marks the same message with another content`() {
        let expired = Certificates.leaf("old", to: 1_700_000_000)
        let lineup = Self.lineup(Talk.mutual(), Talk.mutual([expired]))
        #expect(lineup.rows.map(\.mark).enumerated().filter { $0.element != .alike }.map(\.offset) == [6])
        #expect(lineup.rows[6].mark == .differing)
        #expect(lineup.parting == nil)
    }

    @Test func `takes a missing message for a gap, and goes on behind it`() {
        let lineup = Self.lineup(Talk.mutual(), Talk.oneWay())
        let parted = lineup.rows.filter { $0.mark == .parted }
        #expect(parted.count == 3)
        #expect(parted.allSatisfy { $0.bad == nil })
        #expect(lineup.rows.last?.mark == .alike)
    }

    @Test func `an empty Certificate is another message than a full one`() {
        let lineup = Self.lineup(Talk.mutual(), Talk.mutual([]))
        #expect(lineup.parting == 6)
        #expect(lineup.rows[6].good != nil && lineup.rows[6].bad != nil)
    }

    @Test func `calls the first encrypted message after ChangeCipherSpec Finished`() {
        let lineup = Self.lineup(Talk.mutual(), Talk.mutual())
        let finished = lineup.rows.filter {
            if case .inferred(.finished, _) = $0.good?.kind { true } else { false }
        }
        #expect(finished.count == 2)
    }

    @Test(arguments: [-1, 0, 1]) func `has a limit`(_ beyond: Int) {
        // The ClientHello counts as well.
        let count = Lineup.maximumMessages + beyond - 1
        let steps: [Step?] = (0..<count).map {
            $0.isMultiple(of: 2) ? .warning(.server, .userCanceled) : .data(.client)
        }
        let lineup = Self.lineup(steps, [])
        #expect(lineup.rows.count == min(Lineup.maximumMessages, count + 1))
        #expect(lineup.omitted == max(0, beyond))
    }
}
