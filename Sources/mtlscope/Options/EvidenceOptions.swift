public import AnalysisPipeline
import ArgumentParser

/// What every subcommand that reads packets shares: which of them, the secrets that open them, and what to check.
struct EvidenceOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Analyse only packets that match this filter, as tcpdump takes it.",
            valueName: "bpf"
        )
    )
    var filter: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Decrypt with the secrets of this key log; repeatable.", valueName: "file"),
        completion: .file()
    )
    var keyLog: [String] = []

    @Option(
        name: .customLong("openvpn-key"),
        help: ArgumentHelp(
            """
            Read OpenVPN's control channel under tls-crypt or tls-crypt-v2 with the keys in this file: a static key, a \
            client's or the server's tls-crypt-v2 key, or a profile that holds one; repeatable.
            """,
            valueName: "file"
        ),
        completion: .file()
    )
    var openvpnKey: [String] = []

    @Option(
        help: ArgumentHelp(
            "Check clients' certificates against these authorities, PEM or DER; repeatable.",
            valueName: "file|folder"
        ),
        completion: .file()
    )
    var clientCA: [String] = []

    @Option(
        help: ArgumentHelp(
            "Check servers' certificates against these authorities, PEM or DER; repeatable.",
            valueName: "file|folder"
        ),
        completion: .file()
    )
    var serverCA: [String] = []

    @Option(
        help: ArgumentHelp(
            "Revocation lists for --client-ca and --server-ca, PEM or DER; repeatable.",
            valueName: "file|folder"
        ),
        completion: .file()
    )
    var crl: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            The client that is expected: a DNS name, also '*.example', a URI such as a SPIFFE ID, or a subject; \
            repeatable.
            """,
            valueName: "name"
        )
    )
    var expectClient: [String] = []

    @Option(
        name: .customLong("known-certs"),
        help: ArgumentHelp(
            """
            Certificates of clients, PEM or DER: where TLS 1.3 hides which one was presented, those whose size fits are \
            named as candidates; repeatable.
            """,
            valueName: "file|folder"
        ),
        completion: .file()
    )
    var knownCertificates: [String] = []

    @Option(
        help: """
            Check the signatures by which both sides prove possession of their keys. This takes much longer than \
            everything else, so 'auto' checks them in capture files of up to 64 MiB in all, and in live packets and \
            streams as long as it takes no more than a tenth of a processor.
            """
    )
    var signatures: CertificateChecks.Signatures = .auto

    @Option(
        help: ArgumentHelp(
            """
            The most memory to use, without the kernel's ring and a decompressor's window. Where it does not suffice, \
            the connections that have shown least are given up first, and counted.
            """,
            valueName: "size"
        )
    )
    var maxMemory = ByteCount(MemoryPlan.defaultBytes)

    /// How that is shared out.
    var memory: MemoryPlan { MemoryPlan(bytes: maxMemory.bytes) }

    func validate() throws {
        guard (MemoryPlan.leastBytes...1 << 44).contains(maxMemory.bytes) else {
            throw ValidationError("'--max-memory' must be at least \(MemoryPlan.leastBytes >> 20)M.")
        }
        if !crl.isEmpty, clientCA.isEmpty, serverCA.isEmpty {
            throw ValidationError("'--crl' needs '--client-ca' or '--server-ca'.")
        }
        if expectClient.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
            throw ValidationError("'--expect-client' needs a name.")
        }
    }

    /// What is checked of signatures and chains.
    var checks: CertificateChecks {
        var checks = CertificateChecks()
        checks.signatures = signatures
        checks.clientAuthorities = clientCA
        checks.serverAuthorities = serverCA
        checks.revocationLists = crl
        checks.expectedClients = expectClient
        checks.knownCertificates = knownCertificates
        return checks
    }
}

extension EvidenceOptions {
    /// What was given of these, as a report says it for whoever reads it elsewhere: files by their names alone.
    var words: [String] {
        var words: [String] = []
        func add(_ option: String, _ files: [String]) {
            words += files.map { "\(option) \($0.split(separator: "/").last ?? "/")" }
        }
        if let filter { words.append("--filter \(filter)") }
        add("--key-log", keyLog)
        add("--openvpn-key", openvpnKey)
        add("--client-ca", clientCA)
        add("--server-ca", serverCA)
        add("--crl", crl)
        words += expectClient.map { "--expect-client \($0)" }
        add("--known-certs", knownCertificates)
        if signatures != .auto { words.append("--signatures \(signatures.rawValue)") }
        return words
    }
}

extension CertificateChecks.Signatures: OptionWord {}
