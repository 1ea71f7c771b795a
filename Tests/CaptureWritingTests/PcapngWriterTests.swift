import ByteParsing
import CaptureReading
import CaptureWriting
import Foundation
import Testing

@Suite struct `Pcapng writer` {
    private static let packets: [[UInt8]] = [[], [1], [1, 2, 3, 4], [UInt8](repeating: 7, count: 1501)]

    private static func written(comment: String?) -> [UInt8] {
        var writer = PcapngWriter(comment: comment, application: "test")
        writer.add(keyLog: Array("CLIENT_RANDOM 00 11\n".utf8))
        let ethernet = writer.addInterface(linkType: 1, snapLength: 0, name: "eth0")
        let raw = writer.addInterface(linkType: 101, snapLength: 65_535, name: nil)
        var bytes = writer.take()
        for (index, packet) in packets.enumerated() {
            writer.add(
                packet.span,
                originalLength: packet.count + index,
                at: Timestamp(nanoseconds: 1_767_225_600_123_456_789 + Int64(index)),
                on: index % 2 == 0 ? ethernet : raw,
                comment: comment
            )
            bytes += writer.take()
        }
        return bytes
    }

    @Test(arguments: [nil, "", "one", "four", "größer", String(repeating: "ä", count: 50_000)] as [String?])
    func `writes what a reader reads`(_ comment: String?) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(Self.written(comment: comment)).write(to: file)
        var timeline = try CaptureTimeline(inputs: [file.path])
        var read: [[UInt8]] = []
        var headers: [FrameHeader] = []
        while let run = timeline.readRun() {
            for index in run {
                headers.append(timeline.batch[index])
                read.append([UInt8](copying: timeline.batch.bytes(of: index)))
            }
        }
        #expect(timeline.problems.isEmpty)
        #expect(read == Self.packets)
        #expect(headers.map(\.linkType.rawValue) == [1, 101, 1, 101])
        #expect(headers.map(\.originalLength) == Self.packets.enumerated().map { $1.count + $0 })
        #expect(headers.map { $0.time.nanoseconds - 1_767_225_600_123_456_789 } == [0, 1, 2, 3])
        #expect(timeline.decryptionSecrets == [Array("CLIENT_RANDOM 00 11\n".utf8)])
    }
}
