import CompressionHandles
import TLSWire
import Testing

@testable import TLSDecryption

/// Records whose plaintext was compressed by zlib, as RFC 3749 has it: one stream, flushed after each record.
@Suite struct `Compressed records` {
    private static let request =
        "78da72770d51d057f0080909d037d433e4e5f2c82f2eb152482cc8d44bad48cc2dc849e5e502000000ffff"
    private static let headers = "1a151a151a894200000000ffff"
    /// 20,000 zeros.
    private static let bomb =
        "78daecc13101000000c2a0f54f6d0d0fa0000000000000000000000000000000000000007830000000ffff"

    /// Opens records that nothing encrypts, so that compression alone is left.
    private func open(_ records: [String], skipping: Set<Int> = []) throws -> [[UInt8]] {
        var decryptor = RecordDecryptor(StreamProtection(nil, nil, macSize: 0))
        decryptor.inflater = StreamInflater()
        var opened: [[UInt8]] = []
        for (index, record) in records.enumerated() where !skipping.contains(index) {
            let fragment = try bytes(record)
            let header = RecordHeader(
                contentType: .applicationData,
                legacyRecordVersion: .tls12,
                length: UInt16(fragment.count)
            )
            _ = decryptor.decrypt(fragment.span, header: header)
            opened.append(decryptor.copyPlaintext())
        }
        return opened
    }

    @Test func `are inflated, each with what those before it said`() throws {
        let opened = try open([Self.request, Self.headers])
        let host = "Host: api.example\r\n"
        #expect(opened[0] == Array("GET / HTTP/1.1\r\n\(host)".utf8))
        #expect(opened[1] == Array(String(repeating: host, count: 40).utf8))
    }

    @Test func `that hold more than a record may are refused, and so is what follows`() throws {
        #expect(try open([Self.bomb, Self.headers]) == [[], []])
    }

    @Test func `that are damaged, or of which one is missing, yield nothing`() throws {
        #expect(try open(["00000000", Self.request]) == [[], []])
        #expect(try open([Self.request, Self.headers], skipping: [0]) == [[]])
    }
}
