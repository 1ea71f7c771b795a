import TLSWire
import TestSupport
import Testing

@testable import HandshakeAnalysis

private typealias Talk = ComparedConversation

@Suite struct `Pair selection` {
    /// A connection with a random of its own.
    private func talk(
        _ id: UInt64,
        _ steps: [Step?],
        name: String? = "api.example",
        host: UInt8 = 20,
        client: UInt8 = 10
    ) -> ConnectionReport {
        Talk(
            id: id,
            client: Talk.address(client, port: 50000 + UInt16(id)),
            server: Talk.address(host, port: 443),
            start: Int64(id) * 60_000_000_000,
            random: UInt8(id),
            serverName: name,
            steps: steps
        ).report
    }

    private let mutual = Talk.mutual()
    private let refused = Talk.refused([], .handshakeFailure)

    private func ids(_ pair: PairSelection?) -> [UInt64]? {
        pair.map { [$0.good.id.number, $0.bad.id.number] }
    }

    @Test func `takes the failed one, and the completed one of the same name`() {
        let good = [talk(1, mutual, name: "www.example"), talk(2, mutual), talk(3, mutual, name: nil)]
        let bad = [talk(4, mutual), talk(5, refused)]
        #expect(ids(PairSelection(good: good, bad: bad, isSameCapture: false)) == [2, 5])
    }

    @Test func `takes the nearest server, then the nearest client`() {
        let good = [talk(1, mutual, host: 21), talk(2, mutual, client: 11), talk(3, mutual)]
        let bad = [talk(5, refused)]
        #expect(ids(PairSelection(good: good, bad: bad, isSameCapture: false)) == [3, 5])
        #expect(ids(PairSelection(good: Array(good.prefix(2)), bad: bad, isSameCapture: false)) == [2, 5])
    }

    @Test func `takes a failed one that has a likeness before one that has none`() {
        let good = [talk(1, mutual, name: "b.example")]
        let bad = [talk(5, refused, name: "a.example"), talk(6, refused, name: "b.example")]
        let pair = PairSelection(good: good, bad: bad, isSameCapture: false)
        #expect(ids(pair) == [1, 6])
        #expect(pair?.alternatives == [.good: [], .bad: [ConnectionID(5)]])
    }

    @Test func `finds both in one capture, and never pairs one with itself`() {
        let all = [talk(1, mutual), talk(2, refused), talk(3, mutual, name: "b.example")]
        #expect(ids(PairSelection(good: all, bad: all, isSameCapture: true)) == [1, 2])
        let one = [talk(1, refused)]
        #expect(PairSelection(good: one, bad: one, isSameCapture: true) == nil)
        let two = [talk(1, refused), talk(2, refused)]
        #expect(ids(PairSelection(good: two, bad: two, isSameCapture: true)) == [2, 1])
    }

    @Test func `names others that would do as well`() {
        let good = [talk(1, mutual), talk(2, mutual)]
        let bad = [talk(5, refused), talk(6, refused)]
        let pair = PairSelection(good: good, bad: bad, isSameCapture: false)
        #expect(ids(pair) == [1, 5])
        #expect(pair?.alternatives == [.good: [ConnectionID(2)], .bad: [ConnectionID(6)]])
    }

    @Test func `prefers the connection that both captures hold, and of several the worst`() {
        let good = [talk(1, mutual), talk(2, refused), talk(9, mutual)]
        let bad = [talk(8, refused), talk(1, mutual), talk(2, refused)]
        let pair = PairSelection(good: good, bad: bad, isSameCapture: false)
        #expect(ids(pair) == [2, 2])
        #expect(pair?.alternatives == [.good: [], .bad: [ConnectionID(1)]])
    }

    @Test func `prefers a full handshake to a resumed one, but not to a nearer one`() {
        var resumed = ReportDraft(talk(1, mutual))
        resumed.tls.resumption = .sessionTicket
        let bad = [talk(5, refused)]
        #expect(
            ids(
                PairSelection(
                    good: [resumed.report, talk(2, mutual, client: 11)],
                    bad: bad,
                    isSameCapture: false
                )
            )
                == [2, 5]
        )
        #expect(
            ids(
                PairSelection(
                    good: [resumed.report, talk(2, mutual, host: 21)],
                    bad: bad,
                    isSameCapture: false
                )
            )
                == [1, 5]
        )
    }

    @Test func `finds nothing where a capture holds no connection`() {
        #expect(PairSelection(good: [], bad: [talk(1, refused)], isSameCapture: false) == nil)
        #expect(PairSelection(good: [talk(1, mutual)], bad: [], isSameCapture: false) == nil)
    }

    @Test func `answers for ten thousand connections at once`() {
        let sample = talk(1, refused)
        let many = (1...10_000).map { number in
            var draft = ReportDraft(sample)
            draft.id = ConnectionID(UInt64(number))
            draft.tls.serverName = "\(number).example"
            draft.events = []
            return draft.report
        }
        #expect(ids(PairSelection(good: many, bad: many, isSameCapture: false)) == [1, 1])
    }
}
