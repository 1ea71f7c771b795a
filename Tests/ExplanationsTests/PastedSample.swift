import Explanations
import Foundation
import TestSupport

/// A text as somebody pasted it, with what is right about it: a line of `Tests/PastedTexts`, whose README tells the form.
struct PastedSample: Sendable {
    enum Truth: String { case client, server, either, none }
    enum Source: String, CaseIterable { case run, source, documentation, issue, page }

    let file: String
    /// The explanations that are right; empty where nothing is to be found.
    let names: Set<String>
    let truth: Truth
    let source: Source
    let text: String

    init?(line: Substring, file: String) {
        let cells = line.split(separator: "|", maxSplits: 3).map { $0.trimmingCharacters(in: .whitespaces) }
        guard cells.count == 4, let truth = Truth(rawValue: cells[1]),
            let source = Source(rawValue: String(cells[2].prefix { $0 != ":" && $0 != " " }))
        else { return nil }
        self.file = file
        self.truth = truth
        self.source = source
        names = Set(
            cells[0].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                $0 != "-"
            }
        )
        text = cells[3].replacing("␤", with: "\n")
    }

    // MARK: Files

    /// Those of issue threads that measure the catalogue, by file.
    static let heldOut = Dictionary(grouping: read { $0.hasPrefix("held-out") }.samples, by: \.file)
    static let known = read { !$0.hasPrefix("held-out") }.samples
    /// Lines that have not the form.
    static let faults = read { _ in true }.faults

    private static func read(_ isWanted: (String) -> Bool) -> (samples: [PastedSample], faults: [String]) {
        let folder = Command.packageFolder.appendingPathComponent("Tests/PastedTexts")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        var samples: [PastedSample] = []
        var faults: [String] = []
        for name in names.sorted() where name.hasSuffix(".txt") && isWanted(name) {
            let text = (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
            for line in text.split(separator: "\n") where !line.hasPrefix("#") {
                if let sample = PastedSample(line: line, file: name) {
                    samples.append(sample)
                } else {
                    faults.append("\(name): \(line)")
                }
            }
        }
        return (samples, faults)
    }

    // MARK: Judging an answer

    /// The sides that the best matches name.
    static func sides(of answer: Answer) -> Set<Side> { Set(answer.best.compactMap(\.refusedBy)) }

    func isKnown(by answer: Answer) -> Bool {
        answer.best.contains { names.contains($0.explanation.name) }
    }

    /// It names one side alone, and that is not the one.
    func isWrongSide(_ answer: Answer) -> Bool {
        let sides = Self.sides(of: answer)
        guard sides.count == 1, let side = sides.first else { return false }
        return side.rawValue != truth.rawValue
    }
}
