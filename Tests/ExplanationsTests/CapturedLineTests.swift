import Explanations
import Foundation
import TestSupport
import Testing

/// What the endpoints of every shipped capture printed: lines of real programs, with who printed them and what happened.
@Suite struct `Lines of captured endpoints` {
    struct Line: Sendable {
        let capture: String
        let endpoint: String
        let text: String
        /// The alert that ended the connection, and who sent it, as the endpoints said.
        let alert: String?
        let sender: String?
    }

    static let lines: [Line] = {
        CaptureFolders.all().flatMap { folder -> [Line] in
            let file = folder.appendingPathComponent("expected.json")
            guard let data = try? Data(contentsOf: file),
                let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
                let connections = root["connections"] as? [[String: Any]]
            else { return [] }
            return connections.flatMap { connection -> [Line] in
                let verdict = connection["verdict"] as? [String: Any]
                let alert = (verdict?["failure"] as? [String: Any])?["alert"] as? [String: Any]
                let evidence = connection["evidence"] as? [[String: Any]] ?? []
                return evidence.compactMap { item in
                    guard let endpoint = item["endpoint"] as? String, let text = item["line"] as? String
                    else {
                        return nil
                    }
                    // What our own programs print for the scenarios, nobody pastes.
                    let isOurs = text.hasPrefix("ended: error 0x") || text.hasPrefix("sent alert [")
                    guard !isOurs else { return nil }
                    return Line(
                        capture: folder.lastPathComponent,
                        endpoint: endpoint,
                        text: text,
                        alert: alert?["name"] as? String,
                        sender: alert?["sender"] as? String
                    )
                }
            }
        }
    }()

    @Test func `are there`() { #expect(Self.lines.count > 700) }

    @Test func `lead to the alert that the connection ended with, sent by whom it was`() {
        var alerts = 0
        for line in Self.lines {
            guard let name = line.alert, let match = Catalogue.shared.explain(line.text.utf8).best.first,
                match.explanation.kind == .alert
            else { continue }
            alerts += 1
            #expect(match.explanation.name == name, "\(line.capture): \(line.text)")
            if let side = match.refusedBy {
                #expect(side.rawValue == line.sender, "\(line.capture): \(line.text)")
            }
        }
        #expect(alerts > 100)
    }

    @Test func `are never taken for the other endpoint's`() {
        for line in Self.lines where ["client", "server"].contains(line.endpoint) {
            guard let match = Catalogue.shared.explain(line.text.utf8).best.first, let side = match.reporter,
                match.origin != .answered
            else { continue }
            #expect(side.rawValue == line.endpoint, "\(line.capture): \(line.text)")
        }
    }

    @Test func `are known when they tell of a refusal`() {
        let telling = ["alert", "rror", "refused", "rejected", "reset by peer", "FAILED"]
        let unknown = Self.lines.filter { line in
            line.alert != nil && telling.contains { line.text.contains($0) }
                && !Catalogue.shared.explain(line.text.utf8).isFound
        }
        #expect(unknown.map { "\($0.capture): \($0.text)" } == [])
    }
}
