import ByteParsing

/// What a first look into a file tells: whether it is a capture, and when its packets begin.
struct CapturePreview {
    let isCapture: Bool
    /// The first packet's time; the beginning of time when there is none, so that the file is opened at once and
    /// says why.
    let firstTime: Timestamp
    let totalBytes: UInt64?
    /// Why a file of a folder should not be passed over in silence.
    let problemWorthTelling: CaptureError?

    init(of path: String, limits: CaptureLimits) {
        var firstTime: Timestamp?
        var totalBytes: UInt64?
        var isCapture = false
        var problem: CaptureError?
        do throws(CaptureError) {
            var reader = try CaptureFileReader(path: path, chunkBytes: limits.smallChunkBytes, limits: limits)
            totalBytes = reader.progress.totalBytes
            do throws(CaptureError) {
                if try reader.readBatch() { firstTime = reader.firstTime }
            } catch {
                problem = error
            }
            isCapture = reader.format != nil
        } catch {
            problem = error
        }
        self.isCapture = isCapture
        self.totalBytes = totalBytes
        self.firstTime = firstTime ?? Timestamp(nanoseconds: .min)
        problemWorthTelling = problem.flatMap { Self.isWorthTelling($0, path) ? $0 : nil }
    }

    /// A folder may hold anything, but not to be allowed to look, or a capture's name, is no accident.
    private static func isWorthTelling(_ problem: CaptureError, _ path: String) -> Bool {
        switch problem.reason {
        case .unsupportedCompression, .corruptCompression, .compressionWindowTooLarge:
            let name = path.split(separator: "/").last ?? ""
            return name.contains(".pcap") || name.contains(".cap")
        default: return problem.category != .data
        }
    }
}
