import ByteParsing
import Foundation
import HandshakeAnalysis
import PacketDecoding
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

/// Real renegotiations of DTLS, with keys and without.
@Suite struct `Handshakes after the first, over datagrams` {
    private static let captures = ShippedCapture.all.filter {
        $0.path.contains("/dtls/") && $0.path.contains("-renegotiation-")
    }

    private func shared(_ capture: ShippedCapture, hasKeys: Bool) throws -> SharedState {
        let keys = KeyMaterial()
        if hasKeys {
            let path = capture.path.replacing("capture.pcapng", with: "keys.log")
            let source = keys.addSource()
            keys.append(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))), to: source)
            keys.finish(source)
        }
        return SharedState(keys: keys, keepsEvents: false)
    }

    private func capture(_ name: String) throws -> ShippedCapture {
        try #require(Self.captures.first { $0.path.contains("/dtls-\(name)/") }, "\(name)")
    }

    @Test(arguments: [false, true]) func `after the report, another report replaces it`(hasKeys: Bool) throws
    {
        for (name, statuses) in [
            ("openssl-dtls12-renegotiation-accepted", [Verdict.Status.notRequested, .completed]),
            ("openssl-dtls12-renegotiation-no-certificate-optional", [.notRequested, .notPresented]),
            ("openssl-dtls12-renegotiation-expired", [.notRequested, .failed]),
            ("openssl-dtls12-renegotiation-mutual", [.completed, .completed]),
        ] {
            let capture = try capture(name)
            let reports = allReports(try capture.packets(), try shared(capture, hasKeys: hasKeys))
            #expect(reports.map(\.verdict.status) == statuses, "\(name)")
            #expect(reports.map(\.revision) == [1, 2] && Set(reports.map(\.id)).count == 1, "\(name)")
            #expect(reports.last?.first.frame == 1, "\(name)")
        }
    }

    @Test func `one that asks for nothing takes nothing back`() throws {
        let capture = try capture("openssl-dtls12-renegotiation-mutual")
        let report = try #require(
            allReports(try capture.packets(), try shared(capture, hasKeys: true)).last
        )
        #expect(report.facts.facts.isPresented && report.verdict.basis == .decrypted)
    }

    @Test func `one whose hello is not there is read with keys`() throws {
        let capture = try capture("openssl-dtls12-renegotiation-mutual")
        var packets = try capture.packets()
        packets.remove(at: 27)
        let verdict = try #require(allReports(packets, try shared(capture, hasKeys: true)).last).verdict
        #expect(verdict.status == .completed)
    }

    @Test(arguments: [false, true]) func `is read where the capture began behind the first hello`(
        hasKeys: Bool
    ) throws {
        let capture = try capture("openssl-dtls12-renegotiation-expired")
        let packets = Array(try capture.packets().dropFirst(3))
        let reports = allReports(packets, try shared(capture, hasKeys: hasKeys))
        #expect(reports.map(\.verdict.status) == [.notRequested, .failed])
    }

    @Test(arguments: [false, true]) func `a datagram that is missing blames nobody`(hasKeys: Bool) throws {
        for capture in Self.captures {
            let packets = try capture.packets()
            let whole = try #require(analyse(packets, try shared(capture, hasKeys: hasKeys)).first)
            for index in packets.indices {
                var rest = packets
                rest.remove(at: index)
                for report in analyse(rest, try shared(capture, hasKeys: hasKeys))
                where report.verdict.status == .failed && whole.verdict.status != .failed {
                    #expect(
                        report.verdict.confidence == .low,
                        "\(capture.path), \(index + 1): \(report.verdict)"
                    )
                }
            }
        }
    }

    @Test func `what comes again of the handshake before it begins none`() throws {
        for capture in Self.captures {
            let packets = try capture.packets()
            let count = allReports(packets, try shared(capture, hasKeys: false)).count
            let payload = 14 + 20 + 8
            // The datagram with the server's ChangeCipherSpec and Finished, once more at the end.
            let again = packets.filter {
                $0.frame.count > payload && $0.frame[payload] == ContentType.changeCipherSpec.rawValue
            }.map { packet in
                var later = packet
                later.seconds = (packets.last?.seconds ?? 0) + 0.5
                return later
            }
            let reports = allReports(packets + again, try shared(capture, hasKeys: false))
            #expect(!again.isEmpty && reports.count == count, "\(capture.path)")
        }
    }
}
