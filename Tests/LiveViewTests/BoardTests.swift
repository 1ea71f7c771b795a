import ByteParsing
import HandshakeAnalysis
import Testing

@testable import LiveView

@Suite struct `A board` {
    @Test func `groups failures by server, client, refusal, cause and confidence`() {
        let board = Records.board(
            Records.brief(1),
            Records.brief(2, second: 1),
            Records.brief(3, client: "192.0.2.11"),
            Records.brief(4, confidence: "low"),
            Records.brief(5, cause: "client_presented_none"),
            Records.brief(6, name: nil),
            Records.brief(7, status: "completed")
        )
        #expect(board.groups.count == 5)
        #expect(board.groups.values.map(\.count).max() == 2)
        #expect(board.failures == 6)
        #expect(board.connections == 7)
    }

    @Test func `shows the last of a group, and when it began`() throws {
        let board = Records.board(
            Records.brief(1, second: 0),
            Records.brief(2, second: 30),
            Records.brief(3, second: 91),
            Records.brief(4, second: 100)
        )
        let group = try #require(board.groups.values.first)
        #expect(group.count == 4)
        #expect(group.example.name == "#4")
        // More than a minute after the second.
        #expect(group.onset.began == Records.timestamp(91))
        #expect(group.onset.last == Records.timestamp(100))
        #expect(board.onset == group.onset)
    }

    @Test func `keeps the last good handshake of each pair, a completed one rather than another`() {
        let board = Records.board(
            Records.brief(1, status: "completed"),
            Records.brief(2, status: "not_presented"),
            Records.brief(3, client: "192.0.2.11", status: "not_requested"),
            Records.brief(4, status: "incomplete"),
            Records.brief(5)
        )
        let failure = board.groups.values.first?.example
        #expect(failure.flatMap(board.good)?.name == "#1")
        #expect(board.goods.count == 2)
    }

    @Test func `counts a connection once, whatever is said of it later`() {
        let again = Records.brief(1).replacing(#""id":"c1""#, with: #""id":"c1","revision":2"#)
        let board = Records.board(Records.brief(1, status: "completed"), again)
        #expect(board.connections == 1)
        #expect(board.failures == 1)
        #expect(board.services["api.example:8443"]?.connections == 1)
        #expect(board.services["api.example:8443"]?.failures == 1)
    }

    @Test func `takes what was summed up`() throws {
        let line =
            #"{"type":"group","start_time":"2026-01-01T10:00:00.000000000Z","end_time":"2026-01-01T10:00:09.000000000Z","server":{"address":"2001:db8::1","port":443},"client":"192.0.2.1","status":"failed","cause":"client_gave_up","count":12,"example":"c5"}"#
        let board = Records.board(line + "\n")
        let group = try #require(board.groups.values.first)
        #expect(group.count == 12)
        #expect(group.key.service == "[2001:db8::1]:443")
        #expect(group.key.failure == .clientGaveUp)
        #expect(group.example.name == "#5")
        #expect(board.connections == 12)
    }

    @Test func `adds up losses, whoever tells of them`() {
        let loss =
            #"{"type":"loss","start_time":"2026-01-01T10:00:00.000000000Z","end_time":"2026-01-01T10:00:01.000000000Z","dropped_packets":{"kernel":3,"interface":1}}"#
        let board = Records.board(loss + "\n" + loss + "\n")
        #expect(board.lost == 8)
        #expect(board.losses.count == 2)
    }

    // MARK: Limits

    @Test func `has no list that grows without end`() {
        var board = Board(source: "test", isLive: true)
        var reader = RecordReader()
        for number in 0..<5000 {
            let client = "10.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
            let line =
                number.isMultiple(of: 2)
                ? Records.brief(number, client: client, server: "\(client):443", name: nil)
                : Records.brief(
                    number,
                    client: client,
                    server: "\(client):443",
                    name: nil,
                    status: "completed"
                )
                .replacing(
                    "}\n",
                    with: #","client_certificate":"\#(String(1 << 62 + number, radix: 16))"}"# + "\n"
                )
            for event in reader.read(Array(line.utf8)) { board.receive(event) }
        }
        #expect(board.groups.count == Board.mostGroups + 1)
        #expect(board.groups.values.reduce(0) { $0 + $1.count } == 2500)
        #expect(board.goods.count <= Board.mostPairs)
        #expect(board.recent.count <= Board.mostRecent * 2)
        #expect(board.services.count <= Board.mostServices)
        #expect(board.clients.count <= Board.mostClients)
        #expect(board.certificates.count <= Board.mostCertificates)
        #expect(board.services.forgotten > 0)
        #expect(board.connections == 5000)
    }

    @Test(arguments: [7, 8, 9]) func `forgets what was touched longest ago`(_ count: Int) {
        var table = RecencyTable<Int, Int>(capacity: 8)
        for key in 0..<count { table.update(key, { key }) { _ in } }
        table.update(0, { -1 }) { $0 += 100 }
        #expect(table.count == min(count, 8))
        #expect(table.forgotten == (count > 8 ? 2 : 0) - (count > 8 ? 0 : 0) || count <= 8)
        #expect(table[count - 1] == count - 1)
    }

    @Test func `touching keeps`() {
        var table = RecencyTable<String, Int>(capacity: 2)
        table.update("a", { 1 }) { _ in }
        table.update("b", { 2 }) { _ in }
        table.update("a", { 0 }) { $0 += 1 }
        table.update("c", { 3 }) { _ in }
        #expect(table["a"] == 2)
        #expect(table["b"] == nil)
        #expect(table["c"] == 3)
        #expect(table.forgotten == 1)
    }
}

@Suite struct `The history of rates` {
    @Test func `counts second by second, and ends now`() {
        var history = RateHistory(isSliding: true)
        for second in 0..<10 { history.add(Records.timestamp(second), isFailure: second >= 8, 2) }
        history.advance(to: Records.timestamp(11))
        let cells = history.cells(6, last: 6)
        #expect(
            cells
                == RateHistory.Cells(
                    handshakes: [2, 2, 2, 2, 0, 0],
                    failures: [0, 0, 2, 2, 0, 0],
                    secondsPerCell: 1
                )
        )
        #expect(history.cells(3, last: 6).handshakes == [4, 4, 0])
    }

    @Test func `forgets what is older than its window`() {
        var history = RateHistory(isSliding: true)
        history.add(Records.timestamp(0), isFailure: true)
        history.add(Records.timestamp(RateHistory.capacity - 1), isFailure: false)
        #expect(history.cells(RateHistory.capacity, last: nil).failures.first == 1)
        history.advance(to: Records.timestamp(RateHistory.capacity))
        #expect(history.cells(RateHistory.capacity, last: nil).failures.allSatisfy { $0 == 0 })
        // Of what is too old, nothing is kept, and nothing goes wrong.
        history.add(Records.timestamp(0), isFailure: true)
        history.add(Records.timestamp(10_000_000), isFailure: true)
        #expect(history.cells(10, last: nil).failures == [1])
    }

    @Test func `of a capture has all of it, however long`() {
        var history = RateHistory(isSliding: false)
        let days = 30
        for hour in 0..<days * 24 { history.add(Records.timestamp(hour * 3600), isFailure: hour == 5) }
        let cells = history.cells(30, last: nil)
        #expect(cells.handshakes.count <= 30)
        #expect(cells.handshakes.reduce(0, +) == UInt64(days * 24))
        #expect(cells.failures.reduce(0, +) == 1)
    }

    @Test func `gives rates of the last seconds`() {
        var history = RateHistory(isSliding: true)
        for second in 0..<10 { history.add(Records.timestamp(second), isFailure: true, 3) }
        history.advance(to: Records.timestamp(10))
        #expect(history.rates(over: 5).handshakes == 3)
        #expect(history.rates(over: 5).failures == 3)
    }
}
