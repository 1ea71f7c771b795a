/// A call that help shows, and what it is for.
struct Example {
    let command: String
    let meaning: String

    private init(_ command: String, _ meaning: String) {
        self.command = command
        self.meaning = meaning
    }

    /// By the name of the subcommand.
    static let all: [String: [Example]] = [
        "mtlscope": [
            Example("mtlscope capture.pcapng", "every TLS connection of a capture, and its verdict"),
            Example("mtlscope watch -i eth0", "the same on an interface, until Ctrl-C"),
            Example("tcpdump -i eth0 -U -w - | mtlscope -", "a capture from a pipe"),
            Example("mtlscope explain unknown_ca", "what an alert or an error text means"),
        ],
        "analyze": [
            Example("mtlscope capture.pcapng", "every connection"),
            Example("mtlscope -v --status failed capture.pcapng", "failures, with each message"),
            Example("mtlscope -k keys.log capture.pcapng", "decrypted with a key log"),
            Example("tcpdump -i eth0 -w - | mtlscope -", "from a pipe"),
            Example("mtlscope --format ndjson captures/ | jq .", "JSON, a line a connection"),
        ],
        "watch": [
            Example("mtlscope watch -i eth0", "until Ctrl-C"),
            Example("mtlscope watch -i any -f 'tcp port 8443'", "one port on all interfaces"),
            Example("mtlscope watch -i eth0 --format ndjson", "for scripts"),
        ],
        "top": [
            Example("mtlscope top -i eth0", "an interface; needs the right to capture"),
            Example("mtlscope top capture.pcapng", "a capture"),
            Example("mtlscope top unix:/tmp/watch.sock", "what 'watch -o unix:/tmp/watch.sock' sends"),
            Example("mtlscope top records.ndjson", "records that a watch wrote, or still writes"),
        ],
        "compare": [
            Example("mtlscope compare good.pcap bad.pcap", "what differs between success and failure"),
            Example("mtlscope compare all.pcap c3 c7", "two connections of one capture"),
        ],
        "extract": [
            Example(
                "mtlscope extract big.pcap --status failed -o failed.pcapng",
                "the packets of all failures"
            ),
            Example(
                "mtlscope extract big.pcap --id 212 --payload handshake -o one.pcapng",
                "no application data"
            ),
            Example(
                "mtlscope extract big.pcap --id 212 --secrets keys.log -o one.pcapng",
                "with what decrypts it"
            ),
        ],
        "audit": [
            Example("mtlscope audit capture.pcapng", "every server"),
            Example(
                "mtlscope audit --require-mutual '*.pay.example' capture.pcapng",
                "status 1 where that is violated"
            ),
            Example("mtlscope audit --min-version 1.2 --max-lifetime 398 captures/", "more rules"),
        ],
        "explain": [
            Example("mtlscope explain bad_certificate", "an alert"),
            Example("mtlscope explain ERR_BAD_SSL_CLIENT_AUTH_CERT", "what a browser shows"),
            Example("mtlscope explain -- \"$(tail -n 1 error.log)\"", "a line of a log"),
        ],
        "interfaces": [Example("mtlscope interfaces", "names for 'watch -i'")],
        "schema": [Example("mtlscope schema > mtlscope.schema.json", "for a validator")],
    ]
}
