import ByteParsing
import CaptureReading
import TestSupport

/// A frame with its bytes, as a test compares it.
struct ReadFrame: Hashable {
    var number: UInt64
    var nanoseconds: Int64
    var bytes: [UInt8]
    var originalLength: Int
    var linkType = LinkType.ethernet
    var input: UInt32 = 0

    init(
        _ number: UInt64,
        at nanoseconds: Int64,
        _ bytes: [UInt8],
        originalLength: Int? = nil,
        linkType: LinkType = .ethernet,
        input: UInt32 = 0
    ) {
        self.number = number
        self.nanoseconds = nanoseconds
        self.bytes = bytes
        self.originalLength = originalLength ?? bytes.count
        self.linkType = linkType
        self.input = input
    }

    init(_ index: Int, of batch: borrowing PacketBatch) {
        let header = batch[index]
        let span = batch.bytes(of: index)
        self.init(
            header.reference.frame,
            at: header.reference.time.nanoseconds,
            [UInt8](copying: span),
            originalLength: header.originalLength,
            linkType: header.linkType,
            input: header.reference.input
        )
    }
}

/// Everything that reading a capture to its end gives.
struct ReadCapture: Hashable {
    var frames: [ReadFrame] = []
    /// What did not end the reading.
    var problems: [CaptureError] = []
    /// What ended it.
    var failure: CaptureError?
    var frameCount: UInt64 = 0
    var packetsByLinkType: [LinkType: UInt64] = [:]
    var secrets: [[UInt8]] = []
    var statistics: [InterfaceStatistics] = []
    var hits = CaptureLimitHits()

    init(_ bytes: [UInt8], chunkBytes: Int? = nil, limits: CaptureLimits = CaptureLimits()) throws {
        let folder = TemporaryFolder()
        let path = folder.write(bytes, to: "capture")
        try self.init(CaptureFileReader(path: path, chunkBytes: chunkBytes, limits: limits))
    }

    init(_ reader: consuming CaptureFileReader) {
        var reader = reader
        do throws(CaptureError) {
            while try reader.readBatch() {
                for index in reader.batch.indices { frames.append(ReadFrame(index, of: reader.batch)) }
            }
        } catch {
            failure = error
        }
        problems = reader.problems
        frameCount = reader.frameCount
        packetsByLinkType = reader.packetsByLinkType
        secrets = reader.decryptionSecrets
        statistics = reader.interfaceStatistics
        hits = reader.limitHits
    }
}
