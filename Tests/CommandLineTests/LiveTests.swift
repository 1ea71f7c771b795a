import Foundation
import TestSupport
import Testing

/// A record of NDJSON.
private typealias Record = [String: Any]

private func record(_ line: String) throws -> Record {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? Record)
}

/// Its whole lines: somebody may be writing one.
private func records(_ path: String) throws -> [Record] {
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    return try lines.map { try record(String($0)) }
}

/// Looks again and again until it is so.
private func wait(until isSo: () throws -> Bool) rethrows {
    while try !isSo() { usleep(10_000) }
}

private func writtenConnections(_ path: String) throws -> [Record] {
    try records(path).filter { $0["type"] as? String == "connection" }
}

private func number(_ record: Record, _ path: String...) -> Int? {
    var value: Any? = record
    for key in path { value = (value as? Record)?[key] }
    return value as? Int
}

@Suite(.serialized, .enabled(if: Namespace.isAvailable)) struct `Live capture` {
    private let folder = TemporaryFolder()
    private var out: String { folder.path + "/out.ndjson" }

    /// What each of the replayed handshakes is: a mutual one, with TLS 1.2.
    private static let handshake = Tool.accepted

    @Test(arguments: [["v0", "1"], ["any", "1"], ["v0", "3"]])
    func `loses nothing at 20,000 packets a second, and reports every handshake once`(_ how: [String]) throws
    {
        let namespace = try Namespace()
        let filter = how[0] == "any" ? ["-f", "inbound"] : []
        let watch = try namespace.start(
            Tool.url.path,
            ["watch", "-i", how[0], "-j", how[1], "--format", "ndjson", "-o", out, "--statistics", "1"]
                + filter
        )
        defer { watch.end() }
        _ = try watch.errors.line { $0.contains("watching \(how[0]) (ring of 6") }
        let count = 3000
        let sent = try namespace.replay(Self.handshake, count: count, rate: 20_000)
        #expect(sent > 30_000)
        // SIGTERM ends the watch with everything that the ring holds.
        try wait {
            watch.send(SIGUSR1)
            let statistics = try records(out).last { $0["type"] as? String == "statistics" }
            return statistics.flatMap { number($0, "packets") } ?? 0 >= sent
        }
        watch.send(SIGTERM)
        #expect(watch.waitForStatus() == 0)
        let all = try records(out)
        let summary = try #require(all.last)
        #expect(summary["type"] as? String == "summary")
        #expect(number(summary, "dropped_packets", "kernel") == 0)
        #expect(number(summary, "live", "queue", "dropped_reports") == 0)
        #expect(number(summary, "statuses", "completed") == count)
        let connections = all.filter { $0["type"] as? String == "connection" }
        #expect(connections.count == count)
        #expect(Set(connections.compactMap { $0["id"] as? String }).count == count)
        let clients = connections.compactMap { $0["client"] as? Record }
        let ends = clients.map { "\($0["address"] ?? "") \($0["port"] ?? "")" }
        #expect(Set(ends).count == count)
        #expect(all.map { number($0, "sequence") } == (1...all.count).map { $0 })
        #expect(all.filter { $0["type"] as? String == "loss" }.isEmpty)
        // The same certificates again and again are told of once.
        let told = all.filter { $0["type"] as? String == "certificate" }
        #expect(
            told.count
                == Set(told.compactMap { (($0["certificate"] as? Record)?["fingerprint_sha256"] as? String) })
                .count
        )
        #expect(!told.isEmpty)
    }

    @Test func `reports the same whether it tells much or little`() throws {
        let namespace = try Namespace()
        var ids: [[String]] = []
        for detail in ["brief", "normal", "full"] {
            let out = folder.path + "/" + detail
            let watch = try namespace.watch(
                "-i",
                "v0",
                "--format",
                "ndjson",
                "-o",
                out,
                "--detail",
                detail,
                "--sensor",
                "s1",
                "--statistics",
                "0"
            )
            defer { watch.end() }
            _ = try watch.errors.line { $0.contains("watching v0") }
            _ = try namespace.replay(Tool.refused, count: 10, rate: 1000)
            try wait { try writtenConnections(out).count >= 10 }
            watch.send(SIGINT)
            #expect(watch.waitForStatus() == 0)
            let connections = try records(out).filter { $0["type"] as? String == "connection" }
            ids.append(connections.compactMap { $0["id"] as? String })
            #expect(
                connections.allSatisfy {
                    $0["sensor"] as? String == "s1" && $0["interface"] as? String == "v0"
                }
            )
            let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: out)), as: UTF8.self)
            if detail == "brief" {
                let lines = text.split(separator: "\n").filter { $0.contains(#""type":"connection""#) }
                #expect(lines.allSatisfy { $0.utf8.count <= 1024 })
                // Failures say most: what is below 400 bytes is the median of traffic that mostly succeeds.
                #expect(lines.map(\.utf8.count).sorted()[lines.count / 2] <= 512)
                #expect(connections.allSatisfy { $0["status"] as? String == "failed" })
            } else {
                #expect(connections.allSatisfy { ($0["messages"] != nil) == (detail == "full") })
            }
            if ReportValidator.isAvailable {
                let schema = try Tool.run("schema").output
                #expect(
                    try ReportValidator.problems(in: Array(text.utf8), schema: schema, isLines: true) == nil
                )
            }
        }
        #expect(ids[0].count == 10 && ids[0] == ids[1] && ids[1] == ids[2])
    }

    @Test func `writes the packets of what failed, whole and with the verdict in a comment`() throws {
        let namespace = try Namespace()
        let written = folder.path + "/failed.pcapng"
        folder.write([1, 2, 3], to: "failed.pcapng")
        let watch = try namespace.watch("-i", "v0", "--format", "ndjson", "-o", out, "--write", written)
        defer { watch.end() }
        _ = try watch.errors.line { $0.contains("watching v0") }
        _ = try namespace.replay(Self.handshake, count: 20, rate: 0)
        let sent = try namespace.replay(Tool.refused, count: 10, rate: 0)
        try wait { try writtenConnections(out).count >= 30 }
        watch.send(SIGTERM)
        _ = try watch.errors.line { $0.contains("packets of 10 connections in \(written)") }
        #expect(watch.waitForStatus() == 0)
        let attributes = try FileManager.default.attributesOfItem(atPath: written)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        // What was there is put aside.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
        let again = try record(try Tool.run("--format", "json", written).outputText)
        let summary = try #require(again["summary"] as? Record)
        #expect(number(summary, "packets") == sent)
        #expect(number(summary, "statuses", "failed") == 10)
        #expect(number(summary, "connections") == 10)
        let bytes = String(decoding: try Data(contentsOf: URL(fileURLWithPath: written)), as: UTF8.self)
        #expect(bytes.components(separatedBy: "mtlscope: #").count > 10)
        #expect(bytes.contains("The server refused the client certificate"))
    }

    @Test func `writes no more packets than the limit allows, and counts what does not fit`() throws {
        let namespace = try Namespace()
        let written = folder.path + "/failed.pcapng"
        let watch = try namespace.watch(
            "-i",
            "v0",
            "--format",
            "ndjson",
            "-o",
            out,
            "--write",
            written,
            "--write-limit",
            "64K"
        )
        defer { watch.end() }
        _ = try watch.errors.line { $0.contains("watching v0") }
        _ = try namespace.replay(Tool.refused, count: 50, rate: 0)
        _ = try watch.errors.line { $0.contains("has reached its limit of 64 KiB") }
        try wait { try writtenConnections(out).count >= 50 }
        watch.send(SIGTERM)
        let line = try watch.errors.line { $0.contains("packets of ") }
        #expect(line.contains("not written because they did not fit"))
        #expect(watch.waitForStatus() == 0)
        let again = try record(try Tool.run("--format", "json", written).outputText)
        let summary = try #require(again["summary"] as? Record)
        #expect((1..<50).contains(number(summary, "statuses", "failed") ?? 0))
        #expect(number(summary, "connections") == number(summary, "statuses", "failed"))
        let size = try FileManager.default.attributesOfItem(atPath: written)[.size] as? Int
        #expect(size ?? .max <= 65_536)
    }

    @Test func `ends with the summary when its interface vanishes, and nothing seen is lost`() throws {
        let namespace = try Namespace()
        let watch = try namespace.watch("-i", "v0", "--format", "ndjson", "-o", out)
        defer { watch.end() }
        _ = try watch.errors.line { $0.contains("watching v0") }
        _ = try namespace.replay(Self.handshake, count: 200, rate: 0)
        try namespace.removePair()
        _ = try watch.errors.line { $0.contains("v0 is gone") }
        #expect(watch.waitForStatus() == 74)
        let all = try records(out)
        #expect(all.last?["type"] as? String == "summary")
        #expect(all.count(where: { $0["type"] as? String == "connection" }) == 200)
        #expect(all.contains { $0["type"] as? String == "interface" && $0["state"] as? String == "gone" })
    }

    @Test func `waits for interfaces that are not there yet, or no longer`() throws {
        let namespace = try Namespace()
        try namespace.removePair()
        let watch = try namespace.watch(
            "-i",
            "v[0]",
            "--wait-interface",
            "--retry",
            "--format",
            "ndjson",
            "-o",
            out,
            "--statistics",
            "0"
        )
        defer { watch.end() }
        for _ in 0..<2 {
            try namespace.addPair()
            _ = try watch.errors.line { $0.contains("watching v0") }
            _ = try namespace.replay(Self.handshake, count: 20, rate: 1000)
            try namespace.removePair()
            _ = try watch.errors.line { $0.contains("v0 is gone") }
        }
        watch.send(SIGTERM)
        #expect(watch.waitForStatus() == 0)
        let all = try records(out)
        #expect(all.count(where: { $0["type"] as? String == "connection" }) == 40)
        #expect(number(try #require(all.last), "dropped_packets", "kernel") == 0)
    }

    @Test func `watches several interfaces`() throws {
        let namespace = try Namespace()
        let watch = try namespace.watch(
            "-i",
            "v0",
            "-i",
            "lo",
            "--format",
            "ndjson",
            "-o",
            out,
            "--statistics",
            "0"
        )
        defer { watch.end() }
        _ = try watch.errors.line { $0.contains("watching v0") }
        _ = try watch.errors.line { $0.contains("watching lo") }
        _ = try namespace.replay(Self.handshake, count: 100, rate: 5000)
        try wait { try writtenConnections(out).count >= 100 }
        watch.send(SIGTERM)
        #expect(watch.waitForStatus() == 0)
        let connections = try records(out).filter { $0["type"] as? String == "connection" }
        #expect(connections.count == 100)
        #expect(connections.allSatisfy { $0["interface"] as? String == "v0" })
    }

    @Test func `shares the buffer among the interfaces that a pattern matches`() throws {
        let namespace = try Namespace()
        let watch = try namespace.watch(
            "-i",
            "[lv]*",
            "--buffer",
            "8M",
            "--format",
            "ndjson",
            "-o",
            out,
            "--statistics",
            "0"
        )
        defer { watch.end() }
        _ = try watch.errors.line { $0.contains("watching lo") }
        _ = try watch.errors.line { $0.contains("watching v0") }
        watch.send(SIGTERM)
        #expect(watch.waitForStatus() == 0)
        let rings = try number(#require(records(out).last), "live", "ring_bytes") ?? 0
        // Each ring is rounded up to a block.
        #expect((2 << 20...9 << 20).contains(rings))
    }

    @Test func `ends within five seconds though nobody reads, and is not killed by other signals`() throws {
        let namespace = try Namespace()
        let fifo = folder.path + "/fifo"
        #expect(mkfifo(fifo, 0o600) == 0)
        let reader = open(fifo, O_RDWR)
        defer { close(reader) }
        let watch = try namespace.watch(
            "-i",
            "v0",
            "--format",
            "ndjson",
            "-o",
            fifo,
            "--queue",
            "100K",
            "--statistics",
            "0"
        )
        defer { watch.end() }
        _ = try watch.errors.line { $0.contains("watching v0") }
        _ = try namespace.replay(Self.handshake, count: 500, rate: 0)
        for signal in [SIGHUP, SIGUSR1, SIGUSR2] { watch.send(signal) }
        watch.send(SIGTERM)
        _ = try watch.errors.line { $0.contains("reports dropped") }
        #expect(watch.waitForStatus() == 74)
    }

    @Test func `goes on in a new file after SIGHUP, and appends after a restart`() throws {
        let namespace = try Namespace()
        var count = 0
        for restart in 0..<2 {
            let watch = try namespace.watch("-i", "v0", "--format", "ndjson", "-o", out, "--statistics", "0")
            defer { watch.end() }
            _ = try watch.errors.line { $0.contains("watching v0") }
            _ = try namespace.replay(Self.handshake, count: 20, rate: 0)
            count += 20
            try wait { try writtenConnections(out).count >= count }
            guard restart == 1 else {
                // Killed on the spot.
                watch.send(SIGKILL)
                _ = watch.waitForStatus()
                continue
            }
            let aside = out + ".1"
            #expect(rename(out, aside) == 0)
            watch.send(SIGHUP)
            wait { FileManager.default.fileExists(atPath: out) }
            _ = try namespace.replay(Self.handshake, count: 5, rate: 0)
            try wait { try writtenConnections(out).count >= 5 }
            watch.send(SIGTERM)
            #expect(watch.waitForStatus() == 0)
            let old = try records(aside).filter { $0["type"] as? String == "connection" }
            #expect(old.count == 40)
            #expect(Set(old.map { "\($0["run"] ?? "") \($0["id"] ?? "")" }).count == 40)
        }
    }

    @Test func `works as another user with the right to capture alone`() throws {
        let namespace = try Namespace()
        let place = folder.path + "/nobody"
        #expect(mkdir(place, 0o777) == 0 && chmod(place, 0o777) == 0 && chmod(folder.path, 0o755) == 0)
        let out = place + "/out.ndjson"
        let watch = try namespace.watch(
            "-i",
            "v0",
            "--user",
            "nobody",
            "--retry",
            "--format",
            "ndjson",
            "-o",
            out,
            "--statistics",
            "0"
        )
        defer { watch.end() }
        _ = try watch.errors.line { $0.contains("watching v0") }
        _ = try namespace.replay(Self.handshake, count: 5, rate: 0)
        try namespace.removePair()
        _ = try watch.errors.line { $0.contains("v0 is gone") }
        try namespace.addPair()
        _ = try watch.errors.line { $0.contains("watching v0") }
        _ = try namespace.replay(Self.handshake, count: 5, rate: 0)
        try wait { try writtenConnections(out).count >= 10 }
        let owner = try FileManager.default.attributesOfItem(atPath: out)[.ownerAccountID] as? Int
        #expect(owner == 65534)
        watch.send(SIGTERM)
        #expect(watch.waitForStatus() == 0)
    }
}
