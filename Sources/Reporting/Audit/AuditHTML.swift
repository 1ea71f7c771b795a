public import HandshakeAnalysis

/// An audit as a page, which needs no script.
public enum AuditHTML {
    public static func document(
        of audit: Audit,
        _ summary: AnalysisSummary,
        clock: WallClock,
        filters: [String],
        producer: String
    ) -> [UInt8] {
        let page = Page(title: "mtlscope audit", style: PageStyle.text, script: "")
        let text = AuditText(
            width: Int.max,
            isStrict: false,
            usesColor: false,
            isASCII: false,
            clock: clock,
            filters: []
        )
        let servers = audit.sortedServers
        var html = page.head + "<header><h1>mtlscope audit</h1></header>\n<main>\n"
        html += violations(audit)
        html +=
            "<h2>Servers</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Servers\"><table class=\"wide\"><thead><tr>"
        for title in [
            "Server", "Client certificate", "In without", "Resumed", "Weakest version", "Ends next",
        ] {
            html += "<th scope=\"col\">\(title)</th>"
        }
        html += "</tr></thead>\n<tbody>\n"
        for server in servers {
            html +=
                "<tr>" + text.row(server, audit).map { "<td>\(Page.escaped($0))</td>" }.joined() + "</tr>\n"
        }
        html += "</tbody></table></div>\n<h2>Server by server</h2>\n"
        for server in servers {
            let facts = text.facts(server, audit).map {
                "<dt>\(Page.escaped($0.0))</dt><dd>\(Page.escaped($0.1))</dd>"
            }
            html +=
                "<details><summary>\(Page.escaped(server.name))</summary><div><dl>\(facts.joined())</dl></div></details>\n"
        }
        let notes = SummaryText(
            style: TextStyle(usesColor: false),
            layout: TextLayout(width: Int.max),
            clock: ClockText(clock: clock),
            filters: filters,
            shownCount: servers.reduce(0) { $0 + $1.connections }
        ).lines(for: summary, causes: [:])
        html += "<h2>Summary</h2>\n<ul class=\"notes\">"
        html += notes.map { "<li>\(Page.escaped($0))</li>" }.joined()
        html += "</ul>\n</main>\n<footer>\(Page.escaped(producer))</footer>\n" + page.foot
        return Array(html.utf8)
    }

    private static func violations(_ audit: Audit) -> String {
        let violations = audit.violations
        guard !violations.isEmpty else { return "" }
        let items = violations.map { violation in
            let example = violation.example.map { " (e.g. #\($0.number))" } ?? ""
            return
                "<li class=\"bad\">\(Page.escaped("\(violation.server): \(violation.text)\(example)"))</li>"
        }
        return "<h2>Violations</h2>\n<ul class=\"notes\">\(items.joined())</ul>\n"
    }
}
