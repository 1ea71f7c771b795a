import Glibc
import TestSupport
import Testing

@testable import CaptureReading

/// The header of a capture, and records of packets whose bytes are all the same number.
private func capture(_ numbers: ClosedRange<UInt8>, order: ByteOrder = .littleEndian) -> [UInt8] {
    var file = PcapBuilder(order)
    for number in numbers { file.append([UInt8](repeating: number, count: 40)) }
    return file.bytes
}

private func pcapng(_ numbers: ClosedRange<UInt8>) -> [UInt8] {
    var file = PcapngBuilder()
    file.appendInterface()
    for number in numbers { file.appendEnhancedPacket([UInt8](repeating: number, count: 40)) }
    return file.bytes
}

/// Reads until the source has been silent.
private func numbers(_ reader: inout CaptureFileReader) throws -> [UInt8] {
    var numbers: [UInt8] = []
    while try reader.readBatch() {
        for index in reader.batch.indices { numbers.append(reader.batch.bytes(of: index)[0]) }
        if reader.isSilent { break }
    }
    return numbers
}

@Suite struct `Captures behind one another` {
    @Test func `are one, whatever their formats and byte orders`() throws {
        let folder = TemporaryFolder()
        let bytes =
            capture(1...3) + capture(4...5, order: .bigEndian) + pcapng(6...7) + capture(8...8)
            + pcapng(9...9)
        let path = folder.write(bytes, to: "all.pcap")
        var reader = try CaptureFileReader(path: path)
        #expect(try numbers(&reader) == Array(1...9))
        #expect(reader.problems.isEmpty && reader.frameCount == 9)
    }

    @Test func `of no packet are passed over`() throws {
        let folder = TemporaryFolder()
        let empty = Array(capture(1...1).prefix(24))
        let path = folder.write(empty + empty + capture(1...2) + empty, to: "all.pcap")
        var reader = try CaptureFileReader(path: path)
        #expect(try numbers(&reader) == [1, 2])
        #expect(reader.problems.isEmpty)
    }

    @Test func `are not seen in a packet of no bytes`() throws {
        let folder = TemporaryFolder()
        var file = PcapBuilder()
        file.append([])
        file.append([7])
        let path = folder.write(file.bytes, to: "a.pcap")
        var reader = try CaptureFileReader(path: path)
        #expect(try reader.readBatch() && reader.batch.count == 2)
    }
}

@Suite struct `A capture that is still written` {
    private let folder = TemporaryFolder()

    private func append(_ bytes: some Collection<UInt8>, to name: String) {
        let descriptor = open(folder.path + "/" + name, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(descriptor) }
        let bytes = Array(bytes)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
    }

    private func follow(_ name: String = "") throws -> CaptureFileReader {
        try CaptureFileReader(
            following: name.isEmpty ? folder.path : folder.path + "/" + name,
            input: 0,
            chunkBytes: nil,
            limits: CaptureLimits()
        )
    }

    @Test func `is read on as it grows, a packet at a time`() throws {
        let bytes = capture(1...3)
        append(bytes.prefix(10), to: "a.pcap")
        var reader = try follow("a.pcap")
        #expect(try numbers(&reader).isEmpty)
        append(bytes[10..<100], to: "a.pcap")
        #expect(try numbers(&reader) == [1])
        append(bytes[100...], to: "a.pcap")
        #expect(try numbers(&reader) == [2, 3])
        #expect(try numbers(&reader).isEmpty)
    }

    @Test func `is followed by another of its name`() throws {
        append(capture(1...2) + [1, 2, 3], to: "a.pcap")
        var reader = try follow("a.pcap")
        #expect(try numbers(&reader) == [1, 2])
        #expect(rename(folder.path + "/a.pcap", folder.path + "/a.pcap.1") == 0)
        append(capture(3...4), to: "a.pcap")
        var found = try numbers(&reader)
        while found.isEmpty { found = try numbers(&reader) }
        #expect(found == [3, 4])
        // The old one ended in the middle of a packet.
        #expect(reader.problems.map(\.reason) == [.truncated(.packetHeader)])
    }

    @Test func `begins anew when it is emptied`() throws {
        append(capture(1...9), to: "a.pcap")
        var reader = try follow("a.pcap")
        #expect(try numbers(&reader) == Array(1...9))
        #expect(truncate(folder.path + "/a.pcap", 0) == 0)
        append(capture(3...4), to: "a.pcap")
        var found = try numbers(&reader)
        while found.isEmpty { found = try numbers(&reader) }
        #expect(found == [3, 4])
    }

    @Test(arguments: [("out.pcap", "out.pcap1", "out.pcap.2"), ("out.pcap00", "out.pcap01", "out.pcap1x")])
    func `goes on in the next of its set, and in no other`(
        _ names: (first: String, next: String, stranger: String)
    ) throws {
        // What an earlier run left.
        append(capture(90...91), to: "out.pcap7")
        var old = [timespec(tv_sec: 1_600_000_000, tv_nsec: 0), timespec(tv_sec: 1_600_000_000, tv_nsec: 0)]
        #expect(utimensat(AT_FDCWD, folder.path + "/out.pcap7", &old, 0) == 0)
        append(capture(1...2), to: names.first)
        var reader = try follow(names.first)
        #expect(try numbers(&reader) == [1, 2])
        append(capture(80...81), to: names.stranger)
        append(capture(3...4), to: names.next)
        var found: [UInt8] = []
        while found.isEmpty { found = try numbers(&reader) }
        #expect(found == [3, 4])
        #expect(try numbers(&reader).isEmpty)
    }

    @Test func `is one of a set, in the order in which they were written`() throws {
        // As tcpdump -C names them; the order of names is another.
        for (index, name) in ["out.pcap", "out.pcap1", "out.pcap10", "out.pcap2"].enumerated() {
            append(capture(UInt8(index + 1)...UInt8(index + 1)), to: name)
            var times = [
                timespec(tv_sec: 1_700_000_000 + index, tv_nsec: 0),
                timespec(tv_sec: 1_700_000_000 + index, tv_nsec: 0),
            ]
            #expect(utimensat(AT_FDCWD, folder.path + "/" + name, &times, 0) == 0)
        }
        append([1, 2, 3, 4, 5, 6, 7, 8], to: "notes.txt")
        var reader = try follow()
        var found: [UInt8] = []
        while found.count < 4 { found += try numbers(&reader) }
        #expect(found == [1, 2, 3, 4])
        append(capture(5...6), to: "out.pcap3")
        while found.count < 6 { found += try numbers(&reader) }
        #expect(found == [1, 2, 3, 4, 5, 6])
        // A ring of files begins again with the first.
        #expect(truncate(folder.path + "/out.pcap", 0) == 0)
        append(capture(7...9), to: "out.pcap")
        while found.count < 9 { found += try numbers(&reader) }
        #expect(found == Array(1...9))
        #expect(try numbers(&reader).isEmpty)
    }
}

@Suite struct `A capture over the network` {
    @Test(arguments: [
        ("tcp://192.0.2.1:57012", "192.0.2.1", "57012"),
        ("tcp://[2001:db8::1]:57012", "2001:db8::1", "57012"),
        ("tcp://sensor.example:1", "sensor.example", "1"),
    ])
    func `has an address`(_ text: String, _ host: String, _ port: String) {
        let parts = NetworkSource.parts(of: text)
        #expect(parts?.host == host && parts?.port == port)
    }

    @Test(arguments: [
        "tcp://", "tcp://host", "tcp://:1", "tcp://host:0", "tcp://host:70000", "tcp://host:a", "host:1",
    ])
    func `has none that is no address`(_ text: String) { #expect(NetworkSource.parts(of: text) == nil) }

    @Test func `is read from a server`() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 1) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        #expect(bound)
        var timeline = try CaptureTimeline(inputs: ["tcp://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"])
        // The kernel accepts the connection when it is opened, which the first reading does.
        var run = timeline.readRun()
        let server = accept(listener, nil, nil)
        let bytes = capture(1...3)
        #expect(write(server, bytes, bytes.count) == bytes.count)
        close(server)
        var count = run?.count ?? 0
        while run != nil, count < 3 {
            run = timeline.readRun()
            count += run?.count ?? 0
        }
        #expect(count == 3 && timeline.problems.isEmpty && timeline.isStream)
    }
}
