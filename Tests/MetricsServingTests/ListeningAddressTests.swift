import ByteParsing
import Testing

@testable import MetricsServing

@Suite struct `A listening address` {
    @Test(arguments: [
        ("9617", "127.0.0.1:9617"), ("127.0.0.1:0", "127.0.0.1:0"), ("localhost:80", "127.0.0.1:80"),
        ("0.0.0.0:9617", "0.0.0.0:9617"), ("[::1]:9617", "[::1]:9617"), ("[::]:65535", "[::]:65535"),
    ])
    func `is an address and a port, or a port of the loopback interface`(_ text: String, _ meant: String) {
        #expect(ListeningAddress(text)?.description == meant)
    }

    @Test(arguments: [
        "", ":", ":9617", "example:9617", "::1:9617", "[127.0.0.1]:1", "[::1]", "127.0.0.1", "65536", "-1",
        "1.2.3:4",
        "127.0.0.1:", "127.0.0.1:+1", "0x10",
    ])
    func `is nothing that means different things to different people`(_ text: String) {
        #expect(ListeningAddress(text) == nil)
    }
}
