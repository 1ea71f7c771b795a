import Foundation
import TestSupport
import Testing

/// What bash offers, with the script that the tool generates and the part that packaging/ adds.
@Suite struct `Completion in bash` {
    @Test(arguments: [
        ("--status ", ["completed", "failed", "not_requested"]), ("capture.pcap --format nd", ["ndjson"]),
        ("--cause client_certificate_exp", ["client_certificate_expired"]), ("watch -i l", ["lo"]),
        ("watch --interface an", ["any"]), ("watch --detail ", ["brief", "normal", "full"]),
        ("watch --sample comp", ["completed="]), ("audit --min-version ", ["1.2", "1.3"]),
        ("watch --metrics-by server_n", ["server_name:"]), ("--redact subj", ["subject=hmac:"]),
        ("explain unknown_c", ["unknown_ca"]), ("com", ["compare"]), ("--key-l", ["--key-log"]),
        ("LICEN", ["LICENSE"]),
    ]) func `offers values, names and files`(_ typed: String, _ expected: [String]) throws {
        let offered = try Self.offered(typed)
        for word in expected { #expect(offered.contains(word), "\(typed): \(offered)") }
    }

    private static func offered(_ typed: String) throws -> [String] {
        let script = """
            source <(mtlscope --generate-completion-script bash; cat packaging/completions/default.bash)
            line="mtlscope $1"
            read -ra COMP_WORDS <<<"$line"
            [[ $line != *" " ]] || COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line}
            _mtlscope_or_analyze mtlscope "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let path = Tool.url.deletingLastPathComponent().path
        let result = try Command.run(
            URL(fileURLWithPath: "/bin/bash"),
            ["-c", script, "bash", typed],
            environment: ["PATH": "\(path):/usr/bin:/bin"]
        )
        return result.outputText.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
