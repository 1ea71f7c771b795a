import CaptureReading
import TestSupport
import Testing

@Suite struct `Captures cut anywhere` {
    /// A capture and the offsets at which its records end; the first is that of the header.
    struct Sample: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]
        let ends: [Int]
        /// How many bytes tell that it is a capture, and how many that there is a record.
        let shortestHeader: Int
        let recordHeader: Int
    }

    static let samples: [Sample] = ByteOrder.allCases.flatMap { order in
        var pcap = PcapBuilder(order)
        var pcapEnds = [pcap.bytes.count]
        for count in [0, 1, 5, 60] {
            pcap.append([UInt8](repeating: UInt8(count), count: count), seconds: 7)
            pcapEnds.append(pcap.bytes.count)
        }
        var pcapng = PcapngBuilder(order)
        pcapng.appendInterface(options: [.name("eth0"), .resolution(9)])
        pcapng.append(blockType: 0x7777, [UInt8](repeating: 1, count: 40))
        pcapng.appendSecrets([1, 2, 3])
        var pcapngEnds = [pcapng.bytes.count]
        for count in [0, 1, 5, 60] {
            pcapng.appendEnhancedPacket([UInt8](repeating: UInt8(count), count: count), ticks: 7)
            pcapngEnds.append(pcapng.bytes.count)
        }
        return [
            Sample(
                testDescription: "pcap, \(order)",
                bytes: pcap.bytes,
                ends: pcapEnds,
                shortestHeader: 24,
                recordHeader: 16
            ),
            Sample(
                testDescription: "pcapng, \(order)",
                bytes: pcapng.bytes,
                ends: pcapngEnds,
                shortestHeader: 12,
                recordHeader: 12
            ),
        ]
    }

    @Test(arguments: samples) func `give the packets before the cut and a notice`(_ sample: Sample) throws {
        let whole = try ReadCapture(sample.bytes)
        #expect(whole.frames.count == 4)
        for length in 4..<sample.bytes.count {
            let capture = try ReadCapture(Array(sample.bytes.prefix(length)))
            let complete = sample.ends.dropFirst().count { $0 <= length }
            #expect(capture.frames == Array(whole.frames.prefix(complete)), "\(length) bytes")
            if let failure = capture.failure {
                #expect(length < sample.ends[0] && failure == CaptureError(.truncated(.fileHeader), at: 0))
                #expect(failure.category == .data)
            }
            #expect(capture.problems.allSatisfy { $0.category == .notice })
            guard length > sample.ends[0], let start = sample.ends.last(where: { $0 <= length }) else {
                #expect(capture.failure != nil || length >= sample.shortestHeader, "\(length) bytes")
                continue
            }
            let part: CaptureError.Part = length - start < sample.recordHeader ? .packetHeader : .packet
            let notice = CaptureError(.truncated(part), at: UInt64(start))
            #expect(capture.problems == (start == length ? [] : [notice]), "\(length) bytes")
        }
    }

    @Test(arguments: samples) func `are the same in chunks of any size`(_ sample: Sample) throws {
        let whole = try ReadCapture(sample.bytes)
        for chunkBytes in 1...sample.bytes.count {
            #expect(try ReadCapture(sample.bytes, chunkBytes: chunkBytes) == whole, "\(chunkBytes) bytes")
        }
    }

    @Test(arguments: samples) func `are the same when compressed`(_ sample: Sample) throws {
        let whole = try ReadCapture(sample.bytes)
        for cut in [1, 40, 150] {
            let parts = [Array(sample.bytes.prefix(cut)), Array(sample.bytes.dropFirst(cut))]
            let gzip = parts.flatMap { CompressedBytes.gzip($0) }
            let zstd = parts.flatMap { CompressedBytes.zstd($0) }
            for chunkBytes in [1, 7, 1 << 16] {
                #expect(try ReadCapture(gzip, chunkBytes: chunkBytes) == whole)
                #expect(try ReadCapture(zstd, chunkBytes: chunkBytes) == whole)
            }
        }
    }

    @Test(arguments: samples) func `survive each flipped byte`(_ sample: Sample) throws {
        for index in sample.bytes.indices {
            for value in [0x00, 0x01, 0x7F, 0x80, 0xFF] as [UInt8] {
                var bytes = sample.bytes
                bytes[index] ^= value
                let capture = try ReadCapture(bytes, chunkBytes: 64)
                #expect(capture.frames.count <= 4)
            }
        }
    }
}
