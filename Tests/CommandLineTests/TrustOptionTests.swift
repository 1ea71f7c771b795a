import Foundation
import TestSupport
import Testing

@Suite struct `Trust options` {
    private static let pki = "captures/pki/"

    private func certificate(_ side: String, _ arguments: String...) throws -> [String: Any] {
        let result = try Command.run(Tool.url, arguments + ["--format", "json"])
        #expect(result.errors.isEmpty)
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
        )
        let connection = try #require((document["connections"] as? [[String: Any]])?.first)
        return try #require(connection[side] as? [String: Any])
    }

    private func error(_ trust: Any?) -> String? { (trust as? [String: Any])?["error"] as? String }

    @Test func `say nothing where they are not given`() throws {
        let client = try certificate("client_certificate", Tool.accepted)
        #expect(client["trust"] is NSNull && client["expected"] is NSNull)
    }

    @Test func `take a file, a folder, PEM and DER`() throws {
        try Tool.withFolder { folder in
            let der = folder.appendingPathComponent("root.der").path
            let made = try Command.run(
                URL(fileURLWithPath: "/usr/bin/openssl"),
                ["x509", "-in", Self.pki + "root.pem", "-outform", "DER", "-out", der]
            )
            #expect(made.status == 0)
            for authority in [Self.pki + "root.pem", Self.pki, String(Self.pki.dropLast()), der, folder.path]
            {
                let client = try certificate(
                    "client_certificate",
                    Tool.accepted,
                    "--client-ca",
                    authority
                )
                #expect((client["trust"] as? [String: Any])?["trusted"] as? Bool == true, "\(authority)")
            }
        }
    }

    @Test func `say in OpenSSL's words why a chain is not trusted`() throws {
        let root = Self.pki + "root.pem"
        let untrusted = try certificate("client_certificate", Tool.refused, "--client-ca", root)
        #expect(error(untrusted["trust"]) == "unable to get local issuer certificate")
        let both = try certificate(
            "client_certificate",
            Tool.refused,
            "--client-ca",
            root,
            "--client-ca",
            Self.pki + "other-root.pem"
        )
        #expect((both["trust"] as? [String: Any])?["trusted"] as? Bool == true)
        let server = Tool.capture("openssl-tls12-server-untrusted")
        let unknown = try certificate("server_certificate", server, "--server-ca", root)
        #expect(error(unknown["trust"]) == "unable to get local issuer certificate")
        let revoked = Tool.capture("openssl-tls12-revoked")
        for list in [Self.pki + "root.crl.pem", Self.pki] {
            let client = try certificate("client_certificate", revoked, "--client-ca", root, "--crl", list)
            #expect(error(client["trust"]) == "certificate revoked")
        }
    }

    @Test func `look for the client that is expected`() throws {
        for (name, isExpected) in [
            ("client-rsa.example", true), ("*.example", true), ("spiffe://example/client-rsa", true),
            ("CN=client-rsa", true), ("somebody.example", false),
        ] {
            let client = try certificate("client_certificate", Tool.accepted, "--expect-client", name)
            #expect(client["expected"] as? Bool == isExpected, "\(name)")
        }
        let either = try certificate(
            "client_certificate",
            Tool.accepted,
            "--expect-client",
            "nobody",
            "--expect-client",
            "*.example"
        )
        #expect(either["expected"] as? Bool == true)
    }

    @Test(arguments: [
        "66 --client-ca no/such/file", "66 --server-ca no/such/file", "65 --client-ca README.md",
        "65 --client-ca captures/pki/root.crl.pem", "65 --client-ca captures/pki/root.test-only.key.pem",
        "65 --client-ca captures/openssl/openssl-tls12-unknown-ca/capture.pcapng", "65 --client-ca docs",
        "65 --client-ca captures/pki/root.pem --crl captures/pki/root.pem", "65 --client-ca /dev/null",
        "64 --crl captures/pki/root.crl.pem", "64 --expect-client=", "64 --signatures perhaps",
    ])
    func `that cannot be used are errors that say why`(_ row: String) throws {
        let words = row.split(separator: " ").map(String.init)
        let result = try Command.run(Tool.url, [Tool.accepted] + words.dropFirst())
        #expect(String(result.status) == words[0])
        #expect(result.output.isEmpty)
        #expect(!result.errors.isEmpty)
    }

    @Test func `refuse a bundle with a damaged certificate`() throws {
        try Tool.withFolder { folder in
            let root = try String(
                contentsOf: Command.packageFolder.appendingPathComponent(Self.pki + "root.pem"),
                encoding: .utf8
            )
            let file = folder.appendingPathComponent("bundle.pem")
            let damaged = [
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nMIIBMIIB\n",
            ]
            for block in damaged {
                try (root + block).write(to: file, atomically: true, encoding: .utf8)
                let result = try Tool.run(Tool.accepted, "--client-ca", file.path)
                #expect(result.status == 65)
                #expect(result.errorText.contains("PEM block 2 is not a certificate"), "\(block)")
            }
        }
    }
}
