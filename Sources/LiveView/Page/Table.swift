import ByteParsing
import HandshakeAnalysis
import Reporting
import TLSWire
import TerminalScreen

/// A list in columns: headings, and a line for each row.
struct Table {
    struct Column {
        let title: String
        /// In cells; what is left over goes to the columns with a share.
        let width: Int
        var share = 0
        var isNumber = false
    }

    struct Cell {
        let text: String
        let style: CellStyle
        /// For where there is less room.
        var short: String?

        init(_ text: String, _ style: CellStyle = .plain, short: String? = nil) {
            self.text = text
            self.style = style
            self.short = short
        }
    }

    let columns: [Column]
    private let widths: [Int]
    private static let narrowest = 6

    init(_ columns: [Column], width: Int) {
        self.columns = columns
        let spare = width - 2 - columns.reduce(0) { $0 + $1.width } - columns.count + 1
        var widths = columns.map(\.width)
        let shares = max(columns.reduce(0) { $0 + $1.share }, 1)
        for index in columns.indices where columns[index].share > 0 {
            widths[index] = max(widths[index] + spare * columns[index].share / shares, Self.narrowest)
        }
        // What division left over.
        if spare > 0, let first = columns.firstIndex(where: { $0.share > 0 }) {
            widths[first] += width - 2 - widths.reduce(0, +) - columns.count + 1
        }
        self.widths = widths
    }

    var heading: StyledLine {
        line(columns.map { Cell($0.title, .dim) }, marker: "  ", .plain)
    }

    func line(_ cells: [Cell], isChosen: Bool) -> StyledLine {
        let line = line(cells, marker: isChosen ? "▶ " : "  ", .plain)
        return isChosen ? line.restyled { $0.isReversed = true } : line
    }

    private func line(_ cells: [Cell], marker: String, _ style: CellStyle) -> StyledLine {
        var line = StyledLine(marker, style)
        for (index, cell) in cells.enumerated() where index < columns.count {
            if index > 0 { line.append(" ") }
            let column = line.width
            var text = TerminalText.escaped(cell.text)
            if let short = cell.short, TerminalText.width(text) > widths[index] {
                text = TerminalText.escaped(short)
            }
            let isLast = index == columns.count - 1
            let cut =
                isLast
                ? TerminalText.cut(text, to: widths[index])
                : TerminalText.cutInMiddle(text, to: widths[index])
            if columns[index].isNumber { line.pad(to: column + widths[index] - TerminalText.width(cut)) }
            line.append(cut, cell.style)
            line.pad(to: column + widths[index])
        }
        return line
    }
}

/// The columns of each list, and what its rows say in them.
struct Listing {
    let clock: ClockText
    let now: Timestamp?

    func table(_ tab: Tab, width: Int) -> Table {
        typealias Column = Table.Column
        let columns: [Column] =
            switch tab {
            case .failures:
                [Column(title: "COUNT", width: 6, isNumber: true)]
                    + (width < 100 ? [] : [Column(title: "LAST", width: 8)]) + [
                        Column(title: "SERVER", width: 17, share: 3),
                        Column(title: "CLIENT", width: 12, share: 2), Column(title: "BY", width: 6),
                        Column(title: "WHY", width: 26, share: 3), Column(title: "SURE", width: 6),
                    ]
            case .live:
                [
                    Column(title: "", width: 1), Column(title: "ID", width: 6),
                    Column(title: "TIME", width: 8),
                    Column(title: "CLIENT", width: 15, share: 2),
                    Column(title: "SERVER", width: 14, share: 3),
                    Column(title: "OUTCOME", width: 27, share: 4),
                ]
            case .services:
                [
                    Column(title: "SERVER", width: 22, share: 4),
                    Column(title: "CONNECTIONS", width: 11, isNumber: true),
                    Column(title: "FAILED", width: 14, isNumber: true),
                    Column(title: "ASKS FOR CERT", width: 13, share: 1), Column(title: "LAST", width: 8),
                ]
            case .clients:
                [
                    Column(title: "CLIENT", width: 15, share: 2),
                    Column(title: "CONNECTIONS", width: 11, isNumber: true),
                    Column(title: "FAILED", width: 14, isNumber: true),
                    Column(title: "SERVERS", width: 7, isNumber: true), Column(title: "LAST", width: 8),
                    Column(title: "CERTIFICATE", width: 16, share: 4),
                ]
            case .certificates:
                [
                    Column(title: "ENDS", width: 11), Column(title: "OF", width: 6),
                    Column(title: "SUBJECT", width: 24, share: 4),
                    Column(title: "ISSUER", width: 18, share: 3),
                    Column(title: "SHOWN TO, BY", width: 12, share: 2),
                ]
            case .capture: []
            }
        return Table(columns, width: width)
    }

    func cells(_ subject: RowSubject, width: Int) -> [Table.Cell] {
        switch subject {
        case .failure(let group): failure(group, width)
        case .connection(let connection): self.connection(connection)
        case .service(let party): service(party)
        case .client(let party): client(party)
        case .certificate(let certificate): self.certificate(certificate)
        }
    }

    private func failure(_ group: FailureGroup, _ width: Int) -> [Table.Cell] {
        // What may well be wrong does not shout.
        let isLow = group.key.confidence == .low
        func styled(_ style: CellStyle) -> CellStyle { isLow ? .dim : style }
        let title = group.example.title
        let cells = [
            Table.Cell(ShortWords.number(group.count), styled(.bold)),
            Table.Cell(clock.second(group.onset.last), styled(.plain)),
            Table.Cell(group.key.service ?? "several", styled(.plain)),
            Table.Cell(group.key.client ?? "several", styled(.plain)),
            Table.Cell(Self.refuser(group.example), styled(.red)),
            Table.Cell(title, styled(.red), short: Self.shortened(title)),
            Table.Cell(group.example.certainty, styled(.plain)),
        ]
        return width < 100 ? [cells[0]] + cells[2...] : cells
    }

    private static func shortened(_ title: String) -> String { title.replacing("certificate", with: "cert") }

    /// Who refused, in one word.
    private static func refuser(_ connection: ViewedConnection) -> String {
        switch connection.failure {
        case .clientCertificateRejected?, .clientCertificateMissing?: "server"
        case .clientCertificateRejectedByApplication?, .clientCertificateMissingByApplication?: "app"
        case .serverCertificateRejected?, .clientGaveUp?: "client"
        case .handshakeFailed?, nil:
            connection.endedBy.map { $0 == .client ? "client" : "server" } ?? "–"
        }
    }

    static func style(of status: Verdict.Status) -> CellStyle {
        switch status {
        case .completed: .green
        case .failed: .red
        case .notRequested: .plain
        case .notPresented, .incomplete, .undetermined: .yellow
        }
    }

    private func connection(_ connection: ViewedConnection) -> [Table.Cell] {
        var style = Self.style(of: connection.status)
        if connection.confidence == .low { style.isDim = true }
        let isCompleted = connection.status == .completed
        var outcome = isCompleted ? connection.clientSubject ?? connection.title : connection.title
        if connection.status == .failed { outcome = "\(Self.refuser(connection)): \(outcome)" }
        if connection.count > 1 { outcome = "\(ShortWords.number(connection.count)) times \(outcome)" }
        return [
            Table.Cell(ShortWords.sign(of: connection.status), style), Table.Cell(connection.name),
            Table.Cell(clock.second(connection.end)), Table.Cell(connection.client),
            Table.Cell(connection.service),
            Table.Cell(
                outcome,
                isCompleted ? .plain : style,
                short: connection.status == .failed ? Self.shortened(outcome) : nil
            ),
        ]
    }

    private func service(_ party: Party) -> [Table.Cell] {
        [
            Table.Cell(party.name), Table.Cell(ShortWords.number(party.connections)), failed(party),
            Table.Cell(Self.asking(party)), Table.Cell(clock.second(party.last)),
        ]
    }

    private func client(_ party: Party) -> [Table.Cell] {
        [
            Table.Cell(party.name), Table.Cell(ShortWords.number(party.connections)), failed(party),
            Table.Cell("\(party.peers.count)\(party.morePeers ? "+" : "")"),
            Table.Cell(clock.second(party.last)),
            Table.Cell(party.subject ?? "–"),
        ]
    }

    private func failed(_ party: Party) -> Table.Cell {
        guard party.failures > 0 else { return Table.Cell("0") }
        let share = Quantity.percent(party.failures, of: max(party.connections, party.failures))
        return Table.Cell("\(ShortWords.number(party.failures)) (\(share))", .red)
    }

    /// Whether a server asks for a client certificate: always, sometimes or never, as `audit` says it.
    static func asking(_ party: Party) -> String {
        switch (party.requested, party.notRequested) {
        case (0, 0): "unknown"
        case (_, 0): "always"
        case (0, _): "never"
        case (let asked, let not): "sometimes (\(Quantity.percent(asked, of: asked + not)))"
        }
    }

    private func certificate(_ certificate: ViewedCertificate) -> [Table.Cell] {
        let place =
            certificate.owner == .client
            ? "\(certificate.service), \(certificate.client)"
            : "\(certificate.client), \(certificate.service)"
        let style: CellStyle = certificate.depth > 0 ? .dim : .plain
        return [
            end(of: certificate), Table.Cell(certificate.owner.rawValue),
            Table.Cell(certificate.subject ?? "fingerprint \(certificate.identity)…", style),
            Table.Cell(certificate.issuer ?? "–", style), Table.Cell(place, .dim),
        ]
    }

    /// `in 6 h` of the packets' time.
    func end(of certificate: ViewedCertificate) -> Table.Cell {
        guard let end = certificate.notAfter, let now else { return Table.Cell("–", .dim) }
        let left = end.subtractingReportingOverflow(now.nanoseconds / 1_000_000_000).partialValue
        let text = Quantity.span(left)
        if left < 86_400 { return Table.Cell(text, .alarm) }
        return Table.Cell(text, left < 30 * 86_400 ? .yellow : .plain)
    }
}
