import CZstd
import Foundation
import Glibc
import TestSupport
import Testing

@testable import OutputWriting

private let shell = URL(fileURLWithPath: "/bin/sh")

private func lines(_ numbers: ClosedRange<Int>) -> [UInt8] {
    numbers.flatMap { Array("{\"type\":\"connection\",\"sequence\":\($0)}\n".utf8) }
}

private func contents(_ path: String) throws -> [UInt8] {
    let file = try Descriptor(reading: path)
    defer { try? file.close() }
    return try file.read(atMost: 1 << 24)
}

private func decompressed(_ bytes: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: 1 << 16)
    let count = ZSTD_decompress(&output, output.count, bytes, bytes.count)
    return ZSTD_isError(count) == 0 ? Array(output[..<count]) : []
}

private func files(in folder: TemporaryFolder) -> [String] {
    var names: [String] = []
    guard let opened = opendir(folder.path) else { return [] }
    defer { closedir(opened) }
    while let entry = readdir(opened) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
}

@Suite struct `A log file` {
    private let folder = TemporaryFolder()
    private var path: String { folder.path + "/watch.ndjson" }

    @Test func `keeps the lines of earlier runs`() throws {
        for run in 0..<3 {
            let file = try LogFile(path, OutputOptions())
            #expect(file.write(lines(run...run)[...]).problem == nil)
            #expect(file.close() == nil)
        }
        #expect(try contents(path) == lines(0...2))
    }

    @Test(arguments: [
        // A line of ours that a killed process left torn is taken away, and what else ends without a line end is ended.
        (#"{"type":"connection","sequ"#, ""),
        ("what somebody noted", "what somebody noted\n"),
    ])
    func `begins with a line of its own`(_ torn: String, _ kept: String) throws {
        folder.write(lines(1...3) + Array(torn.utf8), to: "watch.ndjson")
        let file = try LogFile(path, OutputOptions())
        _ = file.write(lines(4...4)[...])
        #expect(try contents(path) == lines(1...3) + Array(kept.utf8) + lines(4...4))
    }

    @Test func `takes away a torn line that is alone`() throws {
        folder.write(Array(#"{"type":"co"#.utf8), to: "watch.ndjson")
        let file = try LogFile(path, OutputOptions())
        _ = file.write(lines(1...1)[...])
        #expect(try contents(path) == lines(1...1))
    }

    @Test func `goes on in a new file when the old one was moved away`() throws {
        let file = try LogFile(path, OutputOptions())
        _ = file.write(lines(1...2)[...])
        #expect(rename(path, path + ".1") == 0)
        _ = file.write(lines(3...3)[...])
        #expect(file.reopen() == nil)
        _ = file.write(lines(4...4)[...])
        #expect(try contents(path + ".1") == lines(1...3))
        #expect(try contents(path) == lines(4...4))
    }

    @Test func `goes on at the start of a file that was truncated`() throws {
        let file = try LogFile(path, OutputOptions())
        _ = file.write(lines(1...100)[...])
        #expect(truncate(path, 0) == 0)
        _ = file.write(lines(101...102)[...])
        #expect(try contents(path) == lines(101...102))
    }

    @Test(arguments: [1, 40, 41, 100, 1000, 100_000])
    func `is put aside before it grows beyond its size, between two lines`(_ limit: Int) throws {
        let file = try LogFile(path, OutputOptions(rotation: .size(limit)))
        for first in stride(from: 1, through: 60, by: 10) { _ = file.write(lines(first...first + 9)[...]) }
        let parts = files(in: folder).sorted { ($0.count > 12 ? 0 : 1, $0) < ($1.count > 12 ? 0 : 1, $1) }
        let all = try parts.map { try contents(folder.path + "/" + $0) }
        #expect(all.flatMap { $0 } == lines(1...60))
        #expect(all.allSatisfy { $0.last == UInt8(ascii: "\n") })
        let longest = lines(60...60).count
        #expect(all.allSatisfy { $0.count <= max(limit, longest) })
    }

    @Test func `keeps as many files as are wanted, and compresses them`() throws {
        let options = OutputOptions(rotation: .size(50), kept: 3, compresses: true)
        let file = try LogFile(path, options)
        for number in 10...30 { _ = file.write(lines(number...number)[...]) }
        #expect(file.close() == nil)
        let aside = files(in: folder).filter { $0 != "watch.ndjson" }
        #expect(aside.count == 3)
        #expect(aside.allSatisfy { $0.hasSuffix(".zst") })
        #expect(try aside.flatMap { decompressed(try contents(folder.path + "/" + $0)) } == lines(27...29))
        #expect(try contents(path) == lines(30...30))
    }

    @Test func `leaves files alone that only begin like its own`() throws {
        folder.write([1], to: "watch.ndjson-old")
        folder.write([1], to: "watch.ndjson-20261201T101500Zoo")
        folder.write([1], to: "watch.ndjson-20261201T101500Z")
        folder.write([1], to: "watch.ndjson-20261201T101600Z.zst")
        let file = try LogFile(path, OutputOptions(rotation: .size(50), kept: 1))
        _ = file.write(lines(1...1)[...])
        #expect(
            files(in: folder) == [
                "watch.ndjson", "watch.ndjson-20261201T101500Zoo", "watch.ndjson-20261201T101600Z.zst",
                "watch.ndjson-old",
            ]
        )
    }

    /// A file system that is full before the lines are.
    @Test(.enabled(if: getuid() == 0))
    func `never tears a line on a full disk, and goes on when there is room`() throws {
        let mount = folder.path + "/small"
        #expect(mkdir(mount, 0o700) == 0)
        let mounted = try Command.run(
            shell,
            ["-c", "mount -t tmpfs -o size=64k tmpfs '\(mount)'"]
        )
        guard mounted.status == 0 else { return }
        defer { _ = try? Command.run(shell, ["-c", "umount '\(mount)'"]) }
        let path = mount + "/watch.ndjson"
        let file = try LogFile(path, OutputOptions())
        let all = lines(1...3000)
        let first = file.write(all[...])
        #expect(first.problem == Descriptor.Failure(code: ENOSPC))
        #expect(first.written > 0 && first.written < all.count)
        #expect(try contents(path) == Array(all.prefix(first.written)))
        #expect(try contents(path).last == UInt8(ascii: "\n"))
        #expect(file.write(all.dropFirst(first.written)).written == 0)
        #expect(truncate(path, 0) == 0)
        let second = file.write(all.dropFirst(first.written).prefix(30_000))
        #expect(second.written > 20_000)
        #expect(try contents(path) == Array(all.dropFirst(first.written).prefix(second.written)))
    }
}

@Suite struct `A replaced file` {
    private let folder = TemporaryFolder()

    @Test func `is the old one until it is complete`() throws {
        let path = folder.write(Array("old".utf8), to: "report.json")
        chmod(path, 0o640)
        let file = try ReplacedFile(path)
        try file.descriptor.write("new")
        #expect(try contents(path) == Array("old".utf8))
        try file.finish()
        #expect(try contents(path) == Array("new".utf8))
        #expect(Descriptor.mode(of: path).map { $0 & 0o777 } == 0o640)
        #expect(files(in: folder) == ["report.json"])
    }

    @Test func `leaves the old one when it is given up`() throws {
        let path = folder.write(Array("old".utf8), to: "report.json")
        let file = try ReplacedFile(path)
        try file.descriptor.write("new")
        file.discard()
        #expect(try contents(path) == Array("old".utf8))
        #expect(files(in: folder) == ["report.json"])
    }

    @Test func `leaves a link what it is`() throws {
        let path = folder.write(Array("old".utf8), to: "real/report.json")
        let link = folder.path + "/link.json"
        #expect(symlink(path, link) == 0)
        let file = try ReplacedFile(link)
        try file.descriptor.write("new")
        try file.finish()
        #expect(try contents(path) == Array("new".utf8))
        var status = stat()
        #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test func `is written at once where it is a device`() throws {
        let file = try ReplacedFile("/dev/null")
        try file.descriptor.write("gone")
        try file.finish()
        #expect(Descriptor.mode(of: "/dev/null").map { $0 & S_IFMT } == S_IFCHR)
    }

    @Test func `of a folder that is not there cannot be begun`() {
        #expect(throws: Descriptor.Failure(code: ENOENT)) {
            _ = try ReplacedFile(folder.path + "/none/report.json")
        }
    }
}
