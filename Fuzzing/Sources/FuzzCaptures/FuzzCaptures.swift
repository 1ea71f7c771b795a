import AnalysisPipeline
import FuzzSupport
import Glibc
import HandshakeAnalysis
import Reporting

/// The input is a capture file: through the whole pipeline into a report.
@_cdecl("FuzzCaptures_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        unsafe analyse(copy(start, count))
        return 0
    }
}

/// A file in memory without a name, used again for each input.
private let file: CInt = {
    var template = Array("/dev/shm/fuzz-captures-XXXXXX".utf8CString)
    let descriptor = unsafe mkstemp(&template)
    precondition(descriptor >= 0)
    _ = unsafe unlink(template)
    return descriptor
}()

private func analyse(_ bytes: [UInt8]) {
    ftruncate(file, 0)
    _ = unsafe pwrite(file, bytes, bytes.count, 0)
    guard var analysis = try? CaptureAnalysis(inputs: ["/proc/self/fd/\(file)"]) else { return }
    var report = JSONReport()
    let summary = try? analysis.run { reports in
        for connection in reports {
            precondition((connection.verdict.status == .failed) == (connection.verdict.failure != nil))
            precondition((connection.verdict.basis == .inferred) == (connection.verdict.confidence != nil))
            _ = report.connection(connection)
        }
    }
    if let summary { _ = report.finish(summary) }
}
