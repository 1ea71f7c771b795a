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

/// Signatures are checked, and chains by the authority of the shipped captures.
private let checks: CertificateChecks = {
    let folders = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let pki = "/\(folders)/captures/pki/"
    var checks = CertificateChecks()
    checks.signatures = .always
    checks.clientAuthorities = [pki + "root.pem"]
    checks.serverAuthorities = [pki + "root.pem"]
    checks.revocationLists = [pki + "root.crl.pem"]
    checks.expectedClients = ["*.example", "CN=device-7"]
    return checks
}()

private func analyse(_ bytes: [UInt8]) {
    ftruncate(file, 0)
    _ = unsafe pwrite(file, bytes, bytes.count, 0)
    guard var analysis = try? CaptureAnalysis(inputs: ["/proc/self/fd/\(file)"], checks: checks) else {
        return
    }
    var report = JSONReport()
    var text = TextReport(.init(width: 80, isVerbose: true))
    var document = report.start()
    var lines = text.start()
    let summary = try? analysis.run { reports in
        for connection in reports {
            precondition((connection.verdict.status == .failed) == (connection.verdict.failure != nil))
            precondition(connection.verdict.basis != .inferred || connection.verdict.confidence != nil)
            document += report.connection(connection)
            lines += text.connection(connection)
        }
    }
    guard let summary else { return }
    OutputCheck.document(document + report.finish(summary))
    OutputCheck.terminal(lines + text.finish(summary))
}
