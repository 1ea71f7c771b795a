import Glibc
import Synchronization
import TestSupport
import Testing

@testable import OutputWriting

private final class Notices: Sendable {
    private let list = Mutex<[QueuedWriter.Notice]>([])
    func add(_ notice: QueuedWriter.Notice) { list.withLock { $0.append(notice) } }
    var all: [QueuedWriter.Notice] { list.withLock { $0 } }
}

private func line(_ number: Int) -> [UInt8] {
    Array("{\"type\":\"connection\",\"sequence\":\(number)}\n".utf8)
}

private func read(_ path: String) throws -> [UInt8] {
    let file = try Descriptor(reading: path)
    defer { try? file.close() }
    return try file.read(atMost: 1 << 24)
}

@Suite struct `A queued writer` {
    private let folder = TemporaryFolder()

    /// As the command does: a writer may still be at a pipe when its reader is gone.
    init() { signal(SIGPIPE, SIG_IGN) }

    @Test func `writes everything in order, and says that it is done`() throws {
        let path = folder.path + "/out"
        let writer = try QueuedWriter(.file(path), capacity: 1 << 20) { _ in }
        for number in 0..<1000 { #expect(writer.append(line(number), reports: 1)) }
        #expect(writer.finish(within: .seconds(30)))
        #expect(try read(path) == (0..<1000).flatMap(line))
        #expect(writer.state.droppedReports == 0)
        #expect(writer.state.queuedBytes == 0)
    }

    @Test func `never waits for a reader that is stuck, counts what is lost, and ends in time`() throws {
        let path = folder.path + "/fifo"
        #expect(mkfifo(path, 0o600) == 0)
        // Both ends are open, and nobody reads.
        let reader = open(path, O_RDWR)
        defer { close(reader) }
        let writer = try QueuedWriter(.file(path), capacity: 200_000) { _ in }
        let big = Array(repeating: UInt8(ascii: "x"), count: 999) + [UInt8(ascii: "\n")]
        var taken = 0
        for _ in 0..<1000 where writer.append(big, reports: 1) { taken += 1 }
        #expect(taken >= 200 && taken < 300)
        #expect(writer.state.droppedReports == UInt64(1000 - taken))
        #expect(writer.append(line(1), reports: 0, needed: true))
        #expect(!writer.finish(within: .milliseconds(20)))
        #expect(writer.state.droppedReports > UInt64(1000 - taken))
    }

    @Test func `is over when the reader has closed the pipe`() throws {
        let path = folder.path + "/fifo"
        #expect(mkfifo(path, 0o600) == 0)
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        let writer = try QueuedWriter(.file(path), capacity: 1 << 20) { _ in }
        close(reader)
        writer.append(line(1), reports: 1)
        #expect(writer.finish(within: .seconds(30)))
        #expect(writer.state.isOver)
        #expect(writer.state.problem == Descriptor.Failure(code: EPIPE))
        #expect(writer.state.droppedReports == 1)
        #expect(!writer.append(line(2), reports: 1))
    }

    @Test func `tries again when somebody listens again`() throws {
        let path = folder.path + "/socket"
        let notices = Notices()
        let writer = try QueuedWriter(.socket(path), capacity: 1 << 20) { notices.add($0) }
        writer.append(line(1), reports: 1)
        while notices.all.isEmpty { sched_yield() }
        #expect(notices.all == [.failing(Descriptor.Failure(code: ENOENT))])
        let listener = try UnixSocket(.stream)
        try listener.bind(to: path)
        try listener.listen()
        let peer = try #require(listener.accept())
        #expect(writer.finish(within: .seconds(30)))
        let received = try Descriptor(number: peer.number).read(atMost: line(1).count)
        #expect(received == line(1))
        #expect(notices.all.last == .recovered(dropped: 0))
    }

    @Test func `serves whoever connects, from then on`() throws {
        let path = folder.path + "/socket"
        let writer = try QueuedWriter(.listener(path), capacity: 1 << 20) { _ in }
        let reader = try UnixSocket(.stream)
        try reader.connect(to: path)
        // It is admitted before anything is written.
        writer.append(line(1), reports: 1)
        #expect(writer.finish(within: .seconds(30)))
        #expect(try Descriptor(number: reader.number).read(atMost: 1000) == line(1))
        #expect(!Descriptor.exists(path))
    }

    @Test func `takes over a socket that nobody listens on, and leaves one that is in use`() throws {
        let path = folder.path + "/socket"
        let abandoned = try UnixSocket(.stream)
        try abandoned.bind(to: path)
        abandoned.close()
        let first = try QueuedWriter(.listener(path), capacity: 1000) { _ in }
        #expect(throws: Descriptor.Failure(code: EADDRINUSE)) {
            _ = try QueuedWriter(.listener(path), capacity: 1000) { _ in }
        }
        #expect(first.finish(within: .seconds(30)))
    }

    @Test func `counts a line that the journal can never take, and goes on with the next`() throws {
        let path = folder.path + "/journal"
        let journal = try UnixSocket(.datagram)
        try journal.bind(to: path)
        let writer = try QueuedWriter(.journal(path), capacity: 64 << 20) { _ in }
        // Far beyond what a datagram can be.
        writer.append([UInt8](repeating: UInt8(ascii: "x"), count: 16 << 20) + [10], reports: 1)
        writer.append(Array("next\n".utf8), reports: 1)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(journal.number, &buffer, buffer.count, 0)
        #expect(String(decoding: buffer[..<max(count, 0)], as: UTF8.self).hasSuffix("MESSAGE=next\n"))
        #expect(writer.finish(within: .seconds(5)))
        #expect(writer.state.droppedReports == 1)
    }

    @Test func `speaks the journal's protocol`() throws {
        let path = folder.path + "/journal"
        let journal = try UnixSocket(.datagram)
        try journal.bind(to: path)
        let writer = try QueuedWriter(.journal(path), capacity: 1 << 20) { _ in }
        let failed = Array(#"{"type":"connection","mutual_auth":{"status":"failed"}}"#.utf8)
        writer.append(line(1) + failed + [UInt8(ascii: "\n")], reports: 2)
        #expect(writer.finish(within: .seconds(30)))
        var buffer = [UInt8](repeating: 0, count: 4096)
        let messages = (0..<2).map { _ in
            let count = recv(journal.number, &buffer, buffer.count, 0)
            return String(decoding: buffer[..<max(count, 0)], as: UTF8.self)
        }
        #expect(
            messages == [
                "SYSLOG_IDENTIFIER=mtlscope\nPRIORITY=6\nMESSAGE=" + String(decoding: line(1), as: UTF8.self),
                "SYSLOG_IDENTIFIER=mtlscope\nPRIORITY=4\nMESSAGE="
                    + String(decoding: failed, as: UTF8.self) + "\n",
            ]
        )
    }

    @Test(arguments: [
        ("-", OutputPlace.standardOutput), ("watch.ndjson", .file("watch.ndjson")),
        ("unix:/run/a", .socket("/run/a")),
        ("journal:", .journal("/run/systemd/journal/socket")), ("journal:/x", .journal("/x")),
        ("./journal:", .file("./journal:")), ("./unix:a", .file("./unix:a")), ("unix:", nil),

    ])
    func `goes where it is told`(_ text: String, _ place: OutputPlace?) {
        #expect(OutputPlace(text) == place)
    }
}
