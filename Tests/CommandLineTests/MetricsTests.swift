import Foundation
import TestSupport
import Testing

@Suite(.serialized, .enabled(if: Namespace.isAvailable)) struct `Metrics of the command` {
    private let folder = TemporaryFolder()

    /// Asks in the namespace: status, content type and body.
    private static func get(
        _ namespace: Namespace,
        _ path: String,
        accept: String = "*/*",
        method: String = "GET"
    ) throws -> (status: String, type: String, body: String) {
        let script = """
            import sys, urllib.error, urllib.request
            request = urllib.request.Request(sys.argv[1], method=sys.argv[3], headers={"Accept": sys.argv[2]})
            try:
                answer = urllib.request.urlopen(request)
            except urllib.error.HTTPError as error:
                answer = error
            print(answer.status, answer.headers["Content-Type"], answer.read().decode(), sep="\\n", end="")
            """
        let answer = try namespace.run("/usr/bin/python3", ["-c", script, path, accept, method])
        let parts = answer.outputText.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        return (String(parts[0]), String(parts[1]), parts.count > 2 ? String(parts[2]) : "")
    }

    /// What the watch says that it listens on.
    private static func address(_ watch: Talker) throws -> String {
        let line = try watch.errors.line { $0.contains("metrics at http://") }
        return String(line[(line.range(of: "http://")?.lowerBound ?? line.endIndex)...])
    }

    @Test func `are served in both formats, and nothing else is`() throws {
        let namespace = try Namespace()
        let file = folder.path + "/mtlscope.prom"
        let watch = try namespace.watch(
            "-i",
            "v0",
            "-f",
            "tcp",
            "--format",
            "ndjson",
            "--metrics",
            "0",
            "--metrics-file",
            file,
            "--metrics-by",
            "client_issuer:5"
        )
        defer { watch.end() }
        let url = try Self.address(watch)
        let packets = try namespace.replay(Tool.refused, count: 7, rate: 0)
        for _ in 0..<7 { _ = try watch.output.line { $0.contains(#""type":"connection""#) } }
        // The state is told once a second.
        var text = ""
        while !text.contains("mtlscope_packets_total \(packets)\n") {
            text = try Self.get(namespace, url).body
        }
        #expect(
            text.contains(
                #"mtlscope_connections_total{status="failed",basis="observed",confidence="certain"} 7"#
            )
        )
        #expect(text.contains(#"mtlscope_dropped_packets_total{interface="v0",by="kernel"} 0"#))
        #expect(text.contains(#"mtlscope_interface_up{interface="v0"} 1"#))
        #expect(text.contains("mtlscope_connections_by_client_issuer_total{client_issuer=\"CN="))
        let plain = try Self.get(namespace, url)
        #expect(plain.status == "200" && plain.type == "text/plain; version=0.0.4; charset=utf-8")
        let open = try Self.get(namespace, url, accept: "application/openmetrics-text; version=1.0.0")
        #expect(open.type == "application/openmetrics-text; version=1.0.0; charset=utf-8")
        #expect(open.body.hasSuffix("# EOF\n"))
        let base = String(url.dropLast("metrics".count))
        #expect(try Self.get(namespace, base + "healthz").body == "ok\n")
        #expect(try Self.get(namespace, base + "other").status == "404")
        #expect(try Self.get(namespace, url, method: "POST").status == "405")
        let checked = try Command.run(
            URL(fileURLWithPath: "/usr/bin/promtool"),
            ["check", "metrics"],
            input: Array(plain.body.utf8)
        )
        #expect(checked.status == 0, "\(checked.errorText)")

        watch.send(SIGTERM)
        #expect(watch.waitForStatus() == 0)
        let written = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
        #expect(written.contains("mtlscope_packets_total \(packets)\n"))
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o644)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["mtlscope.prom"])
    }

    @Test func `are scraped by Prometheus, and an alert fires on failures that were made up`() throws {
        let namespace = try Namespace()
        let watch = try namespace.watch("-i", "v0", "-o", folder.path + "/out", "--metrics", "9617")
        defer { watch.end() }
        _ = try Self.address(watch)
        // The shipped rules, as they are but for how long they wait.
        let shipped = Command.packageFolder.appendingPathComponent("deploy/prometheus/mtlscope.rules.yml")
        var rules = try String(contentsOf: shipped, encoding: .utf8)
        rules = rules.replacing(#/for: \d+[mh]/#, with: "for: 0s")
        folder.write(Array(rules.utf8), to: "mtlscope.rules.yml")
        let configuration = """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            scrape_configs:
              - job_name: mtlscope
                static_configs: [{targets: ["127.0.0.1:9617"]}]
            rule_files: [mtlscope.rules.yml]
            """
        folder.write(Array(configuration.utf8), to: "prometheus.yml")
        let prometheus = try namespace.start(
            "/usr/bin/prometheus",
            [
                "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
                "--web.listen-address=127.0.0.1:9090",
            ]
        )
        defer { prometheus.end() }
        _ = try prometheus.errors.line { $0.contains("Server is ready to receive web requests") }
        let api = "http://127.0.0.1:9090/api/v1/"
        while !(try Self.get(namespace, api + "query?query=mtlscope_packets_total").body.contains(#""value""#))
        {}
        #expect(!(try Self.get(namespace, api + "alerts").body.contains("MutualTLSFailures")))
        _ = try namespace.replay(Tool.refused, count: 50, rate: 0)
        var alerts = ""
        while !alerts.contains(#""alertname":"MutualTLSFailures""#) {
            alerts = try Self.get(namespace, api + "alerts").body
        }
        #expect(alerts.contains(#""state":"firing""#))
        #expect(alerts.contains(#""severity":"page""#))
        watch.send(SIGTERM)
        #expect(watch.waitForStatus() == 0)
    }

    @Test(arguments: [
        ["--metrics", ":9617"], ["--metrics", "example:9617"], ["--metrics-by", "server_name:5"],
        ["--metrics", "1", "--metrics-by", "color:5"], ["--metrics", "1", "--metrics-by", "server:0"],
        ["--metrics", "1", "--metrics-by", "server:5", "--metrics-by", "server:6"],
    ])
    func `are refused where it is not clear what is meant`(_ options: [String]) throws {
        let result = try Command.run(Tool.url, ["watch", "-i", "lo"] + options)
        #expect(result.status == 64)
        #expect(result.errorText.contains("metrics"))
    }

    @Test func `that nobody can listen for end the watch with 74`() throws {
        let namespace = try Namespace()
        let result = try namespace.run(Tool.url.path, ["watch", "-i", "v0", "--metrics", "192.0.2.1:9617"])
        #expect(result.status == 74)
        #expect(result.errorText.contains("cannot listen on 192.0.2.1:9617"))
    }

    @Test func `a service manager is told when the watch is ready, alive and at its end`() throws {
        let namespace = try Namespace()
        let path = folder.path + "/notify"
        let listener = try Talker(
            "/usr/bin/python3",
            [
                "-uc",
                """
                import socket, sys
                told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                told.bind(sys.argv[1])
                print("bound")
                while True:
                    print(told.recv(4096).decode())
                """, path,
            ]
        )
        defer { listener.end() }
        _ = try listener.output.line { $0 == "bound" }
        let watch = try namespace.start(
            "/usr/bin/env",
            ["NOTIFY_SOCKET=\(path)", Tool.url.path, "watch", "-i", "v0", "--statistics", "1"]
        )
        defer { watch.end() }
        _ = try listener.output.line { $0 == "READY=1" }
        _ = try listener.output.line { $0 == "WATCHDOG=1" }
        _ = try listener.output.line { $0.hasPrefix("STATUS=") && $0.contains("packets/s") }
        watch.send(SIGTERM)
        _ = try listener.output.line { $0 == "STOPPING=1" }
        #expect(watch.waitForStatus() == 0)
    }
}
