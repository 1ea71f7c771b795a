import TestSupport
import Testing

@Suite struct `Options of watch` {
    @Test(arguments: [
        ["-i", "lo", "--format", "json"], ["-i", "lo", "--buffer", "12"], ["-i", "lo", "--buffer", "many"],
        ["-i", "lo", "--latency", "0"], ["-i", "lo", "--rotate", "0"], ["-i", "lo", "--rotate", "1w"],
        ["-i", "lo", "--keep", "3"], ["-i", "lo", "--compress", "zstd"],
        ["-i", "lo", "--sensor", ""], ["-i", "lo", "--sample", "failed=1%"],
        ["-i", "lo", "--sample", "completed=1"], ["-i", "lo", "--sample", "completed=101%"],
        ["-i", "lo", "--rotate", "1h"], ["-i", "lo", "--rotate", "1h", "-o", "unix:/tmp/none"],
        ["-i", "lo", "--detail", "brief"], ["-i", "lo", "--user", "no such user"],
        ["-i", "lo", "--detail", "some"], ["-i", "lo", "-j", "0"], ["-i", "lo", "--queue", "1"], [],
        ["-i", "lo", "--queue", "1G"], ["-i", "lo", "--write", "packets.pcapng", "--write-buffer", "512M"],
    ])
    func `that make no sense are refused`(_ arguments: [String]) throws {
        let result = try Command.run(Tool.url, ["watch"] + arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
    }
}
