import Foundation
import HandshakeAnalysis
import Synchronization
import TestSupport
import Testing

@testable import AnalysisPipeline

/// A capture that lacks packets may say less, and nothing else.
///
/// Each run drops one packet, of every shipped capture, with its keys and without. A fifth of them is enough for every day:
/// `MTLSCOPE_LOSS=all` in the environment runs all.
@Suite struct `Real captures without some packets` {
    private static let isWhole = ProcessInfo.processInfo.environment["MTLSCOPE_LOSS"] == "all"
    /// Of the packets of all captures together, every so manieth is dropped.
    private static let step = isWhole ? 1 : 5
    /// Below this, the test has stopped to look.
    private static let fewest = isWhole ? 11_800 : 2_300

    @Test func `never yield another verdict`() async throws {
        let tally = Mutex((runs: 0, decided: 0, changes: [String]()))
        let captures = ShippedCapture.all
        let next = Mutex(0)
        // The captures are dealt out so that each has another first packet to drop.
        var firsts: [Int] = []
        var sum = 0
        for capture in captures {
            firsts.append((Self.step - sum % Self.step) % Self.step)
            sum += try capture.packets().count
        }
        let starts = firsts
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
                group.addTask {
                    while true {
                        let index = next.withLock { next in
                            defer { next += 1 }
                            return next
                        }
                        guard index < captures.count else { return }
                        guard let found = try? Self.drop(captures[index], from: starts[index]) else {
                            continue
                        }
                        tally.withLock {
                            $0.runs += found.runs
                            $0.decided += found.decided
                            $0.changes += found.changes
                        }
                    }
                }
            }
        }
        let found = tally.withLock { $0 }
        let list = found.changes.sorted().joined(separator: "\n")
        #expect(found.changes.isEmpty, "\(found.changes.count) of \(found.runs) runs:\n\(list)")
        #expect(found.runs >= Self.fewest)
        // One that never says anything would pass as well.
        #expect(Double(found.decided) > 0.8 * Double(found.runs), "\(found.decided) of \(found.runs) decided")
    }

    /// Drops the packets of a capture one by one, with keys and without.
    private static func drop(
        _ capture: ShippedCapture,
        from first: Int
    ) throws -> (runs: Int, decided: Int, changes: [String]) {
        let packets = try capture.packets()
        var found = (runs: 0, decided: 0, changes: [String]())
        for keys in [nil, capture.keys] {
            let whole = analyse(packets, keys: keys)
            for missing in stride(from: first, to: packets.count, by: step) {
                var rest = packets
                rest.remove(at: missing)
                found.runs += 1
                var isDecided = true
                for report in analyse(rest, keys: keys) {
                    let truth = whole.first { $0.client == report.client && $0.server == report.server }
                    let change = Change(from: truth?.verdict, to: report.verdict)
                    if change == .less { isDecided = false }
                    guard change == .other else { continue }
                    let mode = keys == nil ? "plain" : "keyed"
                    let was = truth.map { describe($0.verdict) } ?? "no connection"
                    found.changes.append(
                        "\(capture.testDescription) \(mode) without \(missing + 1): \(was) became \(describe(report.verdict))"
                    )
                }
                if isDecided { found.decided += 1 }
            }
        }
        return found
    }

    private enum Change {
        case none, less, other

        /// Saying less is to say nothing, or the same with less confidence.
        init(from truth: Verdict?, to verdict: Verdict) {
            switch verdict.status {
            case .incomplete, .undetermined: self = truth?.status == verdict.status ? .none : .less
            default:
                let isSame =
                    truth.map { $0.status == verdict.status && $0.failure?.kind == verdict.failure?.kind }
                    ?? false
                self = isSame ? .none : .other
            }
        }
    }

    private static func describe(_ verdict: Verdict) -> String {
        let kind = verdict.failure.map { " \($0.kind.rawValue)" } ?? ""
        let confidence = verdict.confidence.map { " (\($0.rawValue))" } ?? ""
        return verdict.status.rawValue + kind + confidence
    }
}

extension ShippedCapture {
    /// The key log beside it, or none.
    var keys: [UInt8] {
        let log = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("keys.log")
        return FileManager.default.contents(atPath: log.path).map { [UInt8]($0) } ?? []
    }
}

/// The last report of each connection, read with the lines of a key log.
func analyse(_ packets: [TestPacket], keys bytes: [UInt8]?) -> [ConnectionReport] {
    let keys = KeyMaterial()
    if let bytes {
        let source = keys.addSource()
        keys.append(bytes, to: source)
        keys.finish(source)
    }
    return analyse(packets, SharedState(keys: keys, keepsEvents: false))
}
