import Foundation
import TestSupport
import Testing

@testable import Explanations

@Suite struct `Texts that people paste` {
    private let catalogue = Catalogue.shared

    private func explain(_ text: String) -> Answer { catalogue.explain(text.utf8) }

    @Test func `are more than 400 different ones, each with its source`() {
        #expect(PastedSample.faults == [])
        let texts = PastedSample.known.map(\.text)
        #expect(texts.count >= 400)
        let heldOut = PastedSample.heldOut.values.joined()
        #expect(Set(texts + heldOut.map(\.text)).count == texts.count + heldOut.count)
        #expect(Set((PastedSample.known + heldOut).map(\.source)).count == PastedSample.Source.allCases.count)
        #expect(catalogue.texts.count > 1500)
    }

    @Test func `name explanations that are there`() {
        for sample in PastedSample.known + PastedSample.heldOut.values.joined() {
            for name in sample.names {
                #expect(catalogue.explanation(named: name) != nil, "\(name): \(sample.text)")
            }
        }
    }

    @Test func `lead to what is right`() {
        for sample in PastedSample.known {
            let answer = explain(sample.text)
            if sample.names.isEmpty {
                #expect(!answer.isFound, "\(answer.best.map(\.words)): \(sample.text)")
            } else {
                #expect(sample.isKnown(by: answer), "\(Self.short(answer)): \(sample.text)")
            }
        }
    }

    @Test func `name the side that refused where they tell it, and never the wrong one`() {
        for sample in PastedSample.known {
            let answer = explain(sample.text)
            #expect(!sample.isWrongSide(answer), "\(Self.short(answer)): \(sample.text)")
            if let side = Side(rawValue: sample.truth.rawValue) {
                #expect(PastedSample.sides(of: answer) == [side], "\(Self.short(answer)): \(sample.text)")
            }
        }
    }

    @Test func `are recognised in capitals, in colours and behind a prefix`() {
        for sample in PastedSample.known {
            let prefix = "Jan  2 03:04:05 host app[4711]: "
            let wrapped = "\(prefix)\u{1B}[31m'\(sample.text.uppercased())'\u{1B}[0m\r\n"
            let plain = explain(prefix + sample.text)
            let name = explain(wrapped).best.first?.explanation.name
            #expect(name == plain.best.first?.explanation.name, "\(sample.text)")
        }
    }

    // MARK: Held out

    @Test(arguments: [
        "held-out.txt", "held-out-later.txt", "held-out-third.txt", "held-out-fourth.txt",
        "held-out-fifth.txt",
    ])
    func `of issue threads are known and name no wrong side, as docs/explain.md says`(_ file: String) throws {
        let samples = try #require(PastedSample.heldOut[file])
        let answers = samples.map { ($0, explain($0.text)) }
        let unknown = answers.filter { !$0.0.isKnown(by: $0.1) }
        let wrong = answers.filter { $0.0.isWrongSide($0.1) }
        #expect(wrong.map { "\(Self.short($0.1)): \($0.0.text)" } == [])
        let page = try String(
            contentsOf: Command.packageFolder.appendingPathComponent("docs/explain.md"),
            encoding: .utf8
        )
        let figures = "`\(file)` | \(samples.count) | \(samples.count - unknown.count) | \(wrong.count) |"
        #expect(page.contains(figures), "\(figures) \(unknown.map { "\(Self.short($0.1)): \($0.0.text)" })")
    }

    private static func short(_ answer: Answer) -> String {
        answer.best.map { "\($0.explanation.name) \($0.refusedBy?.rawValue ?? "-") \"\($0.words)\"" }
            .joined(separator: "; ")
    }
}
