import AnalysisPipeline
import ByteParsing
import CaptureReading
import CertificateInspection
import HandshakeAnalysis
import Reporting
import TLSWire

/// Measures single rooms on captures that are named: the small ones that `workloads` makes serve best.
///
///     microbenchmarks handshakes-0.02.pcap unique-0.02.pcap
@main
struct MicroBenchmarks {
    static func main() throws {
        for path in CommandLine.arguments.dropFirst() {
            print(path)
            let reports = try reports(of: path)
            for benchmark in [walking(path), analysing(path), writing(reports)] {
                try benchmark.printResult()
            }
            if let certificate = certificates(of: reports).first { try parsing(certificate).printResult() }
        }
        try readingHello().printResult()
    }

    // MARK: Reading

    private static func walking(_ path: String) -> Benchmark {
        Benchmark(name: "  walk over the packets", unit: "packet", unitsPerRun: packetCount(of: path)) {
            var reader = try CaptureFileReader(path: path)
            var bytes = 0
            while try reader.readBatch() {
                for index in reader.batch.indices { bytes &+= reader.batch[index].capturedLength }
            }
            return bytes
        }
    }

    private static func analysing(_ path: String) -> Benchmark {
        Benchmark(name: "  analyse them", unit: "packet", unitsPerRun: packetCount(of: path)) {
            try reports(of: path).count
        }
    }

    private static func packetCount(of path: String) -> Int {
        var count = 0
        guard var reader = try? CaptureFileReader(path: path) else { return 0 }
        while (try? reader.readBatch()) == true { count += reader.batch.count }
        return count
    }

    private static func reports(of path: String) throws -> [ConnectionReport] {
        var all: [ConnectionReport] = []
        var analysis = try CaptureAnalysis(inputs: [path])
        _ = try analysis.run(onReports: { all += $0 })
        return all
    }

    // MARK: Reports

    private static func writing(_ reports: [ConnectionReport]) -> Benchmark {
        Benchmark(name: "  write reports as NDJSON", unit: "report", unitsPerRun: reports.count) {
            var formatter = NDJSONReport()
            var bytes = 0
            formatter.connections(reports, where: { _ in true }, write: { bytes &+= $0.count })
            return bytes
        }
    }

    // MARK: Certificates and messages

    private static func certificates(of reports: [ConnectionReport]) -> [CertificateSummary] {
        reports.compactMap { report in
            guard case .x509(let certificates)? = report.clientCertificate?.chain.entries else { return nil }
            return certificates.first
        }
    }

    private static func parsing(_ certificate: CertificateSummary) -> Benchmark {
        Benchmark(name: "  parse a certificate", unit: "certificate", unitsPerRun: 200) {
            (0..<200).reduce(0) { sum, _ in
                sum &+ CertificateParser.summary(ofDER: certificate.der).fingerprintSHA256.count
            }
        }
    }

    /// A ClientHello of 2022 with 17 suites and four extensions.
    private static func readingHello() -> Benchmark {
        let extensions: [UInt8] =
            [0, 0, 0, 16, 0, 14, 0, 0, 11] + Array("api.example".utf8)
            + [0, 10, 0, 8, 0, 6, 0, 29, 0, 23, 0, 24]
            + [0, 13, 0, 8, 0, 6, 4, 3, 8, 4, 4, 1]
            + [0, 43, 0, 5, 4, 3, 4, 3, 3]
        var suites: [UInt8] = []
        for number in 0x20..<0x31 as Range<UInt8> { suites += [0xC0, number] }
        var body: [UInt8] = [3, 3] + [UInt8](repeating: 7, count: 32)
        body += [0, 0, UInt8(suites.count)] + suites
        body += [1, 0, 0, UInt8(extensions.count)] + extensions
        let hello = body
        return Benchmark(name: "read a ClientHello", unit: "message", unitsPerRun: 1000) {
            var count = 0
            for _ in 0..<1000 {
                var reader = ByteReader(hello.span)
                count &+= try ClientHello(parsing: &reader).cipherSuites.count
            }
            return count
        }
    }
}
