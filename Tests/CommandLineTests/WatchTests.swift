import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct `Watch` {
    private static let mayCapture = getuid() == 0

    @Test func `of no such interface ends with 66 and says what there is`() throws {
        let result = try Tool.run("watch", "-i", "no-such-interface")
        #expect(result.status == (Self.mayCapture ? 66 : 77))
        #expect(result.output.isEmpty)
        #expect(!result.errorText.isEmpty)
    }

    @Test(.enabled(if: mayCapture && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")))
    func `without the right to capture ends with 77 and says how to get it`() throws {
        let setpriv = URL(fileURLWithPath: "/usr/bin/setpriv")
        let drop = [
            "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all",
        ]
        // Somebody else may not read the build folder.
        let result = try Tool.withFolder { folder in
            let copy = folder.appendingPathComponent("mtlscope")
            try FileManager.default.copyItem(at: Tool.url, to: copy)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
            return try Command.run(setpriv, drop + [copy.path, "watch", "-i", "lo"])
        }
        #expect(result.status == 77)
        #expect(result.errorText.contains("setcap cap_net_raw=ep '"))
        #expect(result.errorText.contains("/mtlscope'"))
    }

    @Test(
        .enabled(if: mayCapture),
        arguments: [(SIGINT, "tcp"), (SIGTERM, "tcp"), (SIGTERM, "udp")] as [(Int32, String)]
    )
    func `reports a connection while it goes on, and ends on a signal with the summary`(
        _ signal: Int32,
        _ transport: String
    ) throws {
        let version = transport == "tcp" ? "-tls1_2" : "-dtls1_2"
        let pki = Command.packageFolder.appendingPathComponent("captures/pki").path
        let server = try Talker(
            "/usr/bin/openssl",
            [
                "s_server", "-accept", "127.0.0.1:0", "-cert", "\(pki)/server-rsa.pem", "-key",
                "\(pki)/server-rsa.test-only.key.pem", "-CAfile", "\(pki)/root.pem", "-Verify", "1",
                "-verify_return_error",
                version,
            ]
        )
        defer { server.end() }
        let accept = try server.output.line { $0.hasPrefix("ACCEPT") }
        let port = try #require(accept.split(separator: ":").last)

        let watch = try Talker(
            Tool.url.path,
            [
                "watch", "-i", "lo", "-f", "\(transport) port \(port)", "--format", "ndjson", "--statistics",
                "1",
            ]
        )
        defer { watch.end() }
        _ = try watch.errors.line { $0.contains("watching lo") }

        let client = try Talker("/usr/bin/openssl", ["s_client", "-connect", "127.0.0.1:\(port)", version])
        defer { client.end() }
        let connection = try watch.output.line { $0.contains(#""type":"connection""#) }
        #expect(connection.contains(#""status":"failed""#))
        #expect(connection.contains(#""kind":"client_certificate_missing""#))
        #expect(connection.contains(#""sender":"server""#))

        let statistics = try watch.output.line { $0.contains(#""type":"statistics""#) }
        #expect(statistics.contains(#""connections":1,"#))

        // As timeout(1) does: to the command, and then to its process group.
        watch.send(signal)
        usleep(20_000)
        watch.send(signal)
        let summary = try watch.output.line { $0.contains(#""type":"summary""#) }
        #expect(summary.contains(#""connections":1,"#))
        #expect(summary.contains(#""dropped_packets":{"kernel":0,"#))
        #expect(watch.waitForStatus() == 0)
    }
}
