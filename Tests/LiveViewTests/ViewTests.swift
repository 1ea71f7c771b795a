import HandshakeAnalysis
import Reporting
import TerminalScreen
import Testing

@testable import LiveView

@Suite struct `The view` {
    private static let usual = ScreenSize(rows: 24, columns: 80)

    private func texts(_ view: inout View, _ board: Board, _ size: ScreenSize = usual) -> [String] {
        view.frame(of: board, size: size, process: ProcessFacts(cpuPercent: 12, residentBytes: 34 << 20)).map
        { runs in
            runs.map(\.text).joined()
        }
    }

    private var busy: Board {
        Records.board(
            Records.brief(1, second: 0, status: "completed"),
            Records.brief(2, second: 1),
            Records.brief(3, second: 2),
            Records.brief(
                4,
                second: 3,
                client: "192.0.2.11",
                cause: "client_presented_none",
                confidence: "low"
            )
        )
    }

    @Test func `has as many lines as the screen, and none that is wider`() {
        for tab in Tab.allCases {
            for size in [
                Self.usual, ScreenSize(rows: 10, columns: 40), ScreenSize(rows: 15, columns: 61),
                ScreenSize(rows: 60, columns: 200),
            ] {
                var view = View()
                view.tab = tab
                let lines = texts(&view, busy, size)
                #expect(lines.count == size.rows)
                for line in lines {
                    #expect(TerminalText.width(line) <= size.columns, "\(tab) \(size): \(line)")
                }
            }
        }
    }

    @Test func `says that a screen is too small`() {
        var view = View()
        for size in [
            ScreenSize(rows: 9, columns: 80), ScreenSize(rows: 24, columns: 39),
            ScreenSize(rows: 1, columns: 1),
        ] {
            let lines = texts(&view, busy, size)
            #expect(lines.count <= size.rows)
            #expect(
                lines.first?.hasPrefix(String("The terminal is too small.".prefix(max(size.columns - 1, 0))))
                    == true
            )
        }
    }

    @Test func `shows the failures first, the most frequent on top, and what the chosen one is about`() {
        var view = View()
        let lines = texts(&view, busy)
        #expect(lines[0].hasPrefix("mtlscope top test"))
        #expect(lines[0].hasSuffix("10:00:03"))
        #expect(lines[1].contains("4 TLS, 3 failed"))
        #expect(lines[1].contains("CPU 12 %"))
        #expect(lines[2].hasPrefix("handshakes "))
        #expect(lines[3].contains("began 10:00:01, last 10:00:03"))
        #expect(lines[4].contains("1 Failures"))
        #expect(lines[6].hasPrefix("▶      2 api.example:8443"))
        #expect(lines[6].contains("server client certificate expired"))
        #expect(lines[7].contains("server no client cert presented"))
        #expect(lines[7].hasSuffix("low   "))
        #expect(lines.contains { $0.contains("Last good") && $0.contains("#1 at 10:00:00.000") })
    }

    @Test func `dims what is of low confidence`() {
        var view = View()
        let runs = view.frame(of: busy, size: Self.usual, process: ProcessFacts())[7]
        let loud = runs.filter { run in !run.style.isDim && !run.text.allSatisfy { $0 == " " } }
        #expect(loud.isEmpty)
    }

    @Test func `turns to other lists by their numbers, by arrows and by Tab`() {
        var view = View()
        for (key, tab) in [
            (Key.character("3"), Tab.services), (.right, .clients), (.tab, .certificates), (.tab, .capture),
            (.right, .failures),
            (.left, .capture), (.backTab, .certificates), (.character("1"), .failures),
        ] {
            #expect(view.receive(key, busy) == nil)
            #expect(view.tab == tab)
        }
    }

    @Test func `keeps to a row while others move`() {
        var view = View()
        _ = texts(&view, busy)
        _ = view.receive(.down, busy)
        var board = busy
        var reader = RecordReader()
        // Now the second is the most frequent.
        for number in 5..<10 {
            let line = Records.brief(
                number,
                client: "192.0.2.11",
                cause: "client_presented_none",
                confidence: "low"
            )
            for event in reader.read(Array(line.utf8)) { board.receive(event) }
        }
        let lines = texts(&view, board)
        #expect(lines[6].hasPrefix("▶      6"))
        _ = view.receive(.end, board)
        #expect(texts(&view, board)[7].hasPrefix("▶      2"))
        _ = view.receive(.home, board)
        #expect(texts(&view, board)[6].hasPrefix("▶      6"))
    }

    @Test func `scrolls so that the chosen row is seen`() {
        let board = Records.board((1...40).map { Records.brief($0, second: $0, client: "192.0.2.\($0)") })
        var view = View()
        _ = texts(&view, board)
        for _ in 0..<30 { _ = view.receive(.down, board) }
        let lines = texts(&view, board)
        #expect(lines.filter { $0.hasPrefix("▶") }.count == 1)
        #expect(lines.contains { $0.contains("31 of 40") })
    }

    @Test func `filters by words`() {
        var view = View()
        for key in Array("/missing 192.0.2.11").map({ Key.character($0) }) { _ = view.receive(key, busy) }
        #expect(texts(&view, busy).last?.hasPrefix("Filter: missing 192.0.2.11") == true)
        for _ in 0..<20 { _ = view.receive(.backspace, busy) }
        for key in Array("PRESENTED .11").map({ Key.character($0) }) { _ = view.receive(key, busy) }
        _ = view.receive(.enter, busy)
        let lines = texts(&view, busy)
        #expect(lines[6].contains("192.0.2.11"))
        #expect(!lines[7].contains("192.0.2.10"))
        _ = view.receive(.escape, busy)
        #expect(texts(&view, busy)[7].contains("192.0.2.11"))
    }

    @Test func `sorts by what the list can be sorted by, in a circle`() {
        var view = View()
        var seen: [Tab.Order?] = []
        for _ in 0..<Tab.failures.orders.count {
            seen.append(view.order)
            _ = view.receive(.character("s"), busy)
        }
        #expect(seen == Tab.failures.orders)
        #expect(view.order == Tab.failures.orders.first)
    }

    @Test func `pauses, and goes on with what has come meanwhile`() {
        var view = View()
        _ = view.receive(.character("p"), busy)
        var board = busy
        var reader = RecordReader()
        for event in reader.read(Array(Records.brief(5, second: 9).utf8)) { board.receive(event) }
        #expect(texts(&view, board)[0].contains("PAUSED"))
        #expect(texts(&view, board)[1].contains("4 TLS"))
        _ = view.receive(.character("p"), board)
        #expect(texts(&view, board)[1].contains("5 TLS"))
    }

    @Test func `explains the cause, and says what records lack`() {
        var view = View()
        _ = view.receive(.character("x"), busy)
        #expect(texts(&view, busy).contains { $0.contains("client_certificate_expired") })
        _ = view.receive(.escape, busy)
        _ = view.receive(.character("c"), busy)
        // Too long for one line.
        let message = texts(&view, busy).suffix(2).joined(separator: " ")
        #expect(message.contains("mtlscope compare"))
        #expect(texts(&view, busy).contains { $0.contains("--detail") })
    }

    @Test func `says why there are no packets to be saved, and asks for a name where there are`() {
        var view = View(View.Options(noPackets: "none here"))
        #expect(view.receive(.character("w"), busy) == nil)
        #expect(texts(&view, busy).last == "none here")
    }

    @Test func `quits only outside of a prompt and a page`() {
        var view = View()
        _ = view.receive(.character("?"), busy)
        #expect(view.receive(.character("q"), busy) == nil)
        _ = view.receive(.character("/"), busy)
        #expect(view.receive(.character("q"), busy) == nil)
        _ = view.receive(.escape, busy)
        guard case .quit? = view.receive(.character("q"), busy) else {
            Issue.record("it goes on")
            return
        }
    }

    @Test func `shows nothing that a terminal would obey`() {
        let evil = #"\u001b[2Jevil\u202e\u0007"#
        let board = Records.board(
            Records.brief(1, client: "192.0.2.1", name: evil),
            Records.brief(2, name: evil, status: "completed")
        )
        for tab in Tab.allCases {
            var view = View()
            view.tab = tab
            for line in texts(&view, board, ScreenSize(rows: 40, columns: 160)) {
                #expect(
                    line.unicodeScalars.allSatisfy {
                        $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x202E
                    }
                )
            }
        }
    }

    @Test func `is in ASCII where the locale is`() {
        for tab in Tab.allCases {
            var view = View(View.Options(isASCII: true))
            view.tab = tab
            for line in texts(&view, busy) {
                #expect(line.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "\(line)")
            }
        }
        var view = View(View.Options(isASCII: true))
        _ = view.receive(.character("?"), busy)
        for line in texts(&view, busy) {
            #expect(line.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "\(line)")
        }
    }

    @Test(arguments: [
        ([] as [UInt64], ""), ([0, 0], "  "), ([1, 0, 8], "▁ █"), ([1, 2, 3, 4, 5, 6, 7, 8], "▁▂▃▄▅▆▇█"),
        ([1, 1_000_000], "▁█"),
    ]) func `draws bars`(_ counts: [UInt64], _ bars: String) {
        #expect(Sparkline.text(counts, isASCII: false) == bars)
    }

    @Test func `reads the colours of a report's line`() {
        let line = StyledLine(report: "a\u{1B}[31mred\u{1B}[0m b\u{1B}[1m!\u{1B}[0m")
        #expect(line.text == "ared b!")
        #expect(line.runs.map(\.style) == [.plain, .red, .plain, .bold])
        #expect(line.runs.map(\.column) == [0, 1, 4, 6])
        #expect(line.cut(to: 3).text == "ar…")
    }
}

extension View.Request: Equatable {
    public static func == (left: View.Request, right: View.Request) -> Bool {
        switch (left, right) {
        case (.quit, .quit): true
        case (.save(let one, let path), .save(let other, let otherPath)):
            one.id == other.id && path == otherPath
        default: false
        }
    }
}
