import Foundation
import HandshakeAnalysis
import TestSupport
import Testing

@testable import AnalysisPipeline

/// A capture that lacks packets may say less, and nothing else.
///
/// What less is, docs/robustness.md says, and `scripts/torture` goes by the same.
///
/// Each run drops one packet of a shipped capture, with its keys and without. A fifth of the packets is enough for every
/// day: `MTLSCOPE_LOSS=all` in the environment drops each of them.
@Suite struct `Real captures without one packet` {
    private static let isWhole = ProcessInfo.processInfo.environment["MTLSCOPE_LOSS"] == "all"
    /// Of the packets of all captures together, every so manieth is dropped.
    private static let step = isWhole ? 1 : 5
    /// Below this, the test has stopped to look.
    private static let fewest = isWhole ? 11_800 : 2_300

    @Test func `never yield another verdict`() async throws {
        // Each capture goes on counting where the one before it stopped, so that other packets of each are dropped.
        var first = 0
        var firsts: [Int] = []
        for capture in ShippedCapture.all {
            firsts.append(first)
            let count = try capture.packets().count
            first = (first - count) % Self.step
            if first < 0 { first += Self.step }
        }
        let starts = firsts
        let found = try await compareAll { index, packets in
            stride(from: starts[index], to: packets.count, by: Self.step).map { missing in
                var rest = packets
                rest.remove(at: missing)
                return Variant(name: "without \(missing + 1)", packets: rest)
            }
        }
        found.expectNoOther(fewest: Self.fewest)
        // One that never says anything would pass as well.
        #expect(
            Double(found.unchanged) > 0.65 * Double(found.runs),
            "\(found.unchanged) of \(found.runs) unchanged"
        )
    }

    /// All that one side says before the other one goes on, of what comes in datagrams.
    @Test func `a whole flight of datagrams yields no other either`() async throws {
        let step = Self.isWhole ? 1 : 3
        let found = try await compareAll(of: ShippedCapture.all.filter(\.isOfDatagrams)) { index, packets in
            let flights = flights(of: packets)
            return stride(from: index % step, to: flights.count, by: step).map { place in
                var rest = packets
                rest.removeSubrange(flights[place])
                return Variant(
                    name: "without \(flights[place])",
                    packets: rest,
                    endsSooner: place == flights.count - 1
                )
            }
        }
        found.expectNoOther(fewest: Self.isWhole ? 2_300 : 750)
    }

    /// A request and its response, which leave no number out where the server counts on.
    @Test func `two packets of EAP yield no other`() async throws {
        let captures = ShippedCapture.all.filter { $0.path.contains("/eap/") }
        let found = try await compareAll(of: captures) { _, packets in
            // Who the authenticator is, the first packets tell.
            (min(4, packets.count)..<max(4, packets.count - 1)).map { place in
                var rest = packets
                rest.removeSubrange(place...place + 1)
                return Variant(name: "without \(place + 1) and \(place + 2)", packets: rest)
            }
        }
        found.expectNoOther(fewest: 500)
    }

    @Test(arguments: ["no-certificate", "no-certificate-optional"])
    func `a lost Certificate of DTLS 1.3 is not said to be unasked`(_ outcome: String) throws {
        let name = "/dtls-wolfssl-dtls13-\(outcome)/"
        let capture = try #require(ShippedCapture.all.first { $0.path.contains(name) })
        var packets = try capture.packets()
        packets.remove(at: 9)
        let reports = analyse(packets, keys: nil)
        try #require(reports.count == 1)
        #expect(reports[0].verdict.status == .undetermined)
    }

    /// Packets of one direction that follow each other.
    private func flights(of packets: [TestPacket]) -> [Range<Int>] {
        let directions = directions(of: packets)
        var flights: [Range<Int>] = []
        for index in packets.indices {
            if let last = flights.last, directions[index] == directions[last.lowerBound] {
                flights[flights.count - 1] = last.lowerBound..<index + 1
            } else {
                flights.append(index..<index + 1)
            }
        }
        return flights
    }
}

/// What is left of a capture when a part of it is taken away.
struct Variant: Sendable {
    var name: String
    var packets: [TestPacket]
    /// It stops where the whole goes on, so that an answer over datagrams may be owed.
    var endsSooner = false
}

/// What came of many variants.
struct Compared: Sendable {
    var runs = 0
    /// Those in which every connection has the verdict that it had.
    var unchanged = 0
    /// Those in which one says something else, and not only less.
    var others: [String] = []

    static func + (one: Compared, other: Compared) -> Compared {
        Compared(
            runs: one.runs + other.runs,
            unchanged: one.unchanged + other.unchanged,
            others: one.others + other.others
        )
    }

    func expectNoOther(fewest: Int, at location: SourceLocation = #_sourceLocation) {
        let list = others.sorted().joined(separator: "\n")
        #expect(
            others.isEmpty,
            "\(others.count) changes in \(runs) runs:\n\(list)",
            sourceLocation: location
        )
        #expect(runs >= fewest, sourceLocation: location)
    }
}

/// Compares variants of shipped captures with the whole, with its keys and without, on all processors.
func compareAll(
    of captures: [ShippedCapture] = ShippedCapture.all,
    _ variants: @escaping @Sendable (Int, [TestPacket]) -> [Variant]
) async throws -> Compared {
    let workers = ProcessInfo.processInfo.activeProcessorCount
    return try await withThrowingTaskGroup(of: Compared.self) { group in
        for worker in 0..<workers {
            group.addTask {
                var found = Compared()
                for index in stride(from: worker, to: captures.count, by: workers) {
                    let packets = try captures[index].packets()
                    let variants = variants(index, packets)
                    for keys in [nil, captures[index].keys] {
                        found = found + compare(captures[index], packets, variants, keys)
                    }
                }
                return found
            }
        }
        return try await group.reduce(Compared()) { $0 + $1 }
    }
}

private func compare(
    _ capture: ShippedCapture,
    _ packets: [TestPacket],
    _ variants: [Variant],
    _ keys: [UInt8]?
) -> Compared {
    let whole = analyse(packets, keys: keys)
    var found = Compared()
    for variant in variants {
        found.runs += 1
        var isUnchanged = true
        for report in analyse(variant.packets, keys: keys) {
            // Of several between the same ports nothing tells which it is: one of them has to have the verdict.
            let candidates = whole.filter { $0.client == report.client && $0.server == report.server }
            let changes = candidates.map {
                Change(from: $0.verdict, to: report.verdict, endsSooner: variant.endsSooner)
            }
            let nearest = changes.indices.min { changes[$0].rawValue < changes[$1].rawValue }
            let truth = nearest.map { candidates[$0] }
            let change = Change(from: truth?.verdict, to: report.verdict, endsSooner: variant.endsSooner)
            if change != .none { isUnchanged = false }
            guard change == .other else { continue }
            let was = truth.map { describe($0.verdict) } ?? "no connection"
            let mode = keys == nil ? "plain" : "keyed"
            found.others.append(
                "\(capture.testDescription) \(mode) \(variant.name): \(was) became \(describe(report.verdict))"
            )
        }
        if isUnchanged { found.unchanged += 1 }
    }
    return found
}

private enum Change: Int {
    case none, less, other

    /// Saying less is to say nothing, or the same with less confidence.
    init(from truth: Verdict?, to verdict: Verdict, endsSooner: Bool) {
        switch verdict.status {
        case .incomplete, .undetermined: self = truth?.status == verdict.status ? .none : .less
        default:
            guard let truth, verdict.status == truth.status, verdict.failure?.kind == truth.failure?.kind
            else {
                let isBeforeEnd =
                    verdict.isAcceptance
                    && (truth?.isOfApplication == true
                        || (truth?.restsOnEnd == true && verdict.confidence == .low))
                let isWithoutReason = truth?.isGuess == true && verdict.failure?.kind == .clientGaveUp
                let isOwed = endsSooner && verdict.restsOnOwedAnswer
                self = isBeforeEnd || isWithoutReason || isOwed ? .less : .other
                return
            }
            self = verdict.confidence == truth.confidence ? .none : .less
        }
    }
}

extension Verdict {
    /// The application refused: where what it said is missing, the handshake is what it was.
    fileprivate var isOfApplication: Bool {
        switch failure?.kind {
        case .clientCertificateRejectedByApplication, .clientCertificateMissingByApplication: true
        default: false
        }
    }

    /// It failed by how the server left: where that is missing, the handshake may be what it was, with low confidence.
    fileprivate var restsOnEnd: Bool {
        status == .failed && confidence != nil && failure?.alert == nil && failure?.closedBy == .server
    }

    /// The client left without saying why, and what it was shown is the likely reason: without that, it gave up.
    fileprivate var isGuess: Bool { failure?.kind == .serverCertificateRejected && confidence == .low }

    /// Over datagrams an answer is owed where the capture ends; the diagnosis names both readings.
    fileprivate var restsOnOwedAnswer: Bool {
        confidence == .low
            && reasons.contains { if case .answerOwed(_, silence: nil) = $0 { true } else { false } }
    }

    fileprivate var isAcceptance: Bool { status == .completed || status == .notPresented }
}

private func describe(_ verdict: Verdict) -> String {
    let kind = verdict.failure.map { " \($0.kind.rawValue)" } ?? ""
    let confidence = verdict.confidence.map { " (\($0.rawValue))" } ?? ""
    return verdict.status.rawValue + kind + confidence
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
