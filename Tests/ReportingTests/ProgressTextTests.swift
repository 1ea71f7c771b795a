import Reporting
import Testing

@Suite struct `Progress text` {
    private func line(_ read: UInt64, of total: UInt64?, seconds: Double = 0, width: Int = 200) -> String {
        ProgressText.line(
            bytesRead: read,
            totalBytes: total,
            packets: 2000,
            connections: 1,
            failures: seconds > 0 ? 3 : 0,
            seconds: seconds,
            width: width
        )
    }

    @Test func `shows a bar where the end is known`() {
        #expect(
            line(1_500_000_000, of: 3_000_000_000)
                == "[############............] 50 %, 1.5 GB, 2,000 packets, 1 connection"
        )
        #expect(line(5, of: 4).hasPrefix("[########################] 100 %"))
        #expect(line(0, of: 0) == "0 B, 2,000 packets, 1 connection")
    }

    @Test func `shows how fast it is, what is left, and what failed`() {
        #expect(
            line(1_000_000_000, of: 4_000_000_000, seconds: 4)
                == "[######..................] 25 %, 1.0 GB at 250 MB/s, 12 seconds left, 2,000 packets, 1 connection, 3 failed"
        )
        #expect(
            line(1_000_000, of: nil, seconds: 2)
                == "1.0 MB at 500 kB/s, 2,000 packets, 1 connection, 3 failed"
        )
    }

    @Test func `shows none where it is not`() {
        #expect(line(1234, of: nil) == "1.2 kB, 2,000 packets, 1 connection")
        #expect(line(999, of: nil).hasPrefix("999 B,"))
        #expect(line(123_456, of: nil).hasPrefix("123 kB,"))
        #expect(line(.max, of: nil).contains("TB,"))
    }

    @Test func `fits the terminal`() {
        #expect(line(5, of: 10, width: 20).count == 19)
        #expect(line(5, of: 10, width: 0) == "")
    }
}
