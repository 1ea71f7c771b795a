internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

/// Connections as lines of a page, each a JSON array that its script knows: numbers, and indices of texts.
///
/// A line is `[new texts, new certificates, row]`. Short, since there may be a hundred thousand.
struct PageRows {
    /// Certificates that are described; of others only the name is known.
    static let mostCertificates = 10_000
    /// Messages that are shown of a connection.
    static let mostMessages = 60

    private var texts = PageTexts()
    private var certificates: [CertificateSummary: Int] = [:]
    private var freshCertificates: [CertificateSummary] = []
    /// Times are counted from here.
    private(set) var base: Timestamp?
    private let inputNames: [String]

    init(inputNames: [String]) { self.inputNames = inputNames }

    mutating func write(_ report: ConnectionReport, to data: inout PageData) {
        let start = base ?? report.first.time
        base = start
        var row = PageData()
        write(report, since: start, to: &row)
        data.raw("[")
        data.strings(texts.takeFresh())
        data.raw(",")
        let facts = CertificateFactsText()
        data.list(freshCertificates) { data, certificate in
            let subject = (label: "subject", text: certificate.subject.map(Wording.name) ?? "unreadable")
            data.list([subject] + facts.facts(of: certificate)) { $0.strings([$1.label, $1.text]) }
        }
        freshCertificates.removeAll(keepingCapacity: true)
        data.raw(",")
        data.append(row)
        data.raw("]\n")
    }

    /// What Wireshark calls the protocol that has the ports; EAP has none.
    private static func wireshark(_ transport: ConnectionReport.Transport) -> String {
        switch transport {
        case .tcp: "tcp"
        case .udp, .quic: "udp"
        case .eap: "eap"
        }
    }

    private mutating func write(_ report: ConnectionReport, since start: Timestamp, to row: inout PageData) {
        let sentences = Sentences(about: report, inputNames: inputNames)
        let input = Int(report.first.input)
        let numbers: [Int64] = [
            Int64(clamping: report.id.number), (report.first.time.nanoseconds &- start.nanoseconds) / 1000,
            index(report.client.address.description), Int64(report.client.port),
            index(report.server.address.description), Int64(report.server.port), index(report.tls.serverName),
            index(report.tls.version?.displayName),
            Int64(Verdict.Status.allCases.firstIndex(of: report.verdict.status) ?? 0),
            index(report.cause?.code),
            index(report.clientCertificate?.chain.subject),
            index(Wording.confidence(of: report.verdict)),
            Int64(clamping: report.first.frame), Int64(clamping: report.last.frame),
            index(inputNames.count > 1 && inputNames.indices.contains(input) ? inputNames[input] : nil),
            index(Self.wireshark(report.transport)),
        ]
        row.raw("[")
        for number in numbers {
            row.number(number)
            row.raw(",")
        }
        write(sentences.plainOutcome(of: report), to: &row)
        row.raw(",")
        row.list(findings(of: report, sentences)) { row, finding in
            row.raw("[")
            row.number(finding.label)
            row.raw(",")
            row.raw("[")
            row.number(finding.text)
            for frame in finding.frames {
                row.raw(",")
                row.number(frame)
            }
            row.raw("]]")
        }
        row.raw(",")
        row.list(chain(report.clientCertificate)) { $0.number($1) }
        row.raw(",")
        row.list(chain(report.serverCertificate)) { $0.number($1) }
        row.raw(",")
        row.list(messages(of: report)) { $0.number($1) }
        row.raw("]")
    }

    private mutating func index(_ text: String?) -> Int64 { Int64(texts.index(of: text)) }

    private mutating func write(_ sentence: String, to row: inout PageData) {
        let (text, frames) = PageTexts.template(sentence)
        row.list([UInt64(texts.index(of: text))] + frames) { $0.number($1) }
    }

    /// Everything that was found, as a verbose text report has it.
    private mutating func findings(
        of report: ConnectionReport,
        _ sentences: Sentences
    ) -> [(label: Int, text: Int, frames: [UInt64])] {
        DiagnosisText(style: TextStyle(usesColor: false), isVerbose: true).lines(for: report, sentences).map {
            let (text, frames) = PageTexts.template($0.text)
            return (texts.index(of: $0.label), texts.index(of: text), frames)
        }
    }

    private mutating func chain(_ facts: CertificateFacts?) -> [Int] {
        guard case .x509(let chain)? = facts?.chain.entries else { return [] }
        return chain.compactMap { certificate in
            if let index = certificates[certificate] { return index }
            guard certificates.count < Self.mostCertificates else { return nil }
            let index = certificates.count
            certificates[certificate] = index
            freshCertificates.append(certificate)
            return index
        }
    }

    /// Four numbers a message: its name twice over and one more if the server sent it, its frame, its time in microseconds,
    /// and what it says.
    private mutating func messages(of report: ConnectionReport) -> [Int64] {
        var numbers: [Int64] = []
        let events = report.eventsWithInference.filter { if case .proof = $0.kind { false } else { true } }
        for event in events.prefix(Self.mostMessages) {
            let name = Int64(texts.index(of: Wording.name(of: event.kind)))
            numbers.append(name * 2 + (event.sender == .server ? 1 : 0))
            numbers.append(Int64(clamping: event.packet.frame))
            numbers.append((event.packet.time.nanoseconds &- report.first.time.nanoseconds) / 1000)
            numbers.append(index(EventDetails.text(of: event)))
        }
        return numbers
    }
}
