import MTLScopeKit

/// Lists the certificates in captures that end within so many days of their use, each once.
@main
struct ExpiringCertificates {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        guard let days = arguments.first.flatMap({ Int64($0) }), arguments.count > 1 else {
            print("usage: expiring-certificates DAYS CAPTURE...")
            return
        }
        do {
            try await list(within: days, of: Array(arguments.dropFirst()))
        } catch {
            print("not everything could be read: \(error)")
        }
    }

    private static func list(within days: Int64, of captures: [String]) async throws {
        var seen: Set<String> = []
        for try await report in try CaptureReports(of: captures) {
            let used = report.startNanoseconds / 1_000_000_000
            for (side, certificate) in [
                ("client", report.clientCertificate), ("server", report.serverCertificate),
            ] {
                guard let certificate, let end = certificate.notAfter, end - used < days * 86_400,
                    seen.insert(certificate.fingerprint).inserted
                else { continue }
                let left = (end - used) / 86_400
                print(
                    "\(certificate.fingerprint.prefix(16)) \(side) \(certificate.names.first ?? "no name"): \(left) days"
                )
            }
        }
    }
}
