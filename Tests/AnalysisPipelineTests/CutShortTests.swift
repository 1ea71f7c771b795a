import HandshakeAnalysis
import PacketDecoding
import TestSupport
import Testing

@testable import AnalysisPipeline

/// A capture that stops too soon, or that two taps made whose clocks differ, may say less, and nothing else.
@Suite struct `Real captures cut short or skewed` {
    /// The folder whose captures are cut after each of so many packets, and how many runs there are at least.
    struct Row: CustomTestStringConvertible, Sendable {
        let folder: String
        let packets: Int
        let fewest: Int
        var testDescription: String { folder }
    }

    static let rows = [
        // An answer that was on its way is owed.
        Row(folder: "openvpn", packets: 16, fewest: 400),
        // Sizes say nothing of what comes next.
        Row(folder: "quic", packets: 20, fewest: 1_000),
        // Who judges late has not judged yet.
        Row(folder: "late", packets: 40, fewest: 1_000),
        Row(folder: "dovecot", packets: 40, fewest: 100),
        Row(folder: "gnutls", packets: 30, fewest: 300),
    ]

    @Test(arguments: rows) func `one that ends early yields no other`(_ row: Row) async throws {
        let captures = ShippedCapture.all.filter { $0.path.contains("/\(row.folder)/") }
        let found = try await compareAll(of: captures) { _, packets in
            (1..<min(packets.count, row.packets)).map { count in
                Variant(name: "the first \(count)", packets: Array(packets.prefix(count)), endsSooner: true)
            }
        }
        found.expectNoOther(fewest: row.fewest)
    }

    /// What such a server refuses in silence, another lets pass: where neither has said so, both are named.
    @Test(arguments: ["mbedtls-dtls12", "wolfssl-dtls12", "wolfssl-dtls13", "gnutls-dtls12"])
    func `a client without a certificate may be refused by the end, with low confidence`(
        _ name: String
    ) async throws {
        let captures = ShippedCapture.all.filter {
            $0.path.contains("/dtls-\(name)-no-certificate-optional/")
        }
        let found = try await compareAll(of: captures) { _, packets in
            (1..<packets.count).map { count in
                Variant(name: "the first \(count)", packets: Array(packets.prefix(count)), endsSooner: true)
            }
        }
        found.expectNoOther(fewest: 10)
    }

    @Test func `a certificate over DTLS is not refused by the end`() async throws {
        let captures = ShippedCapture.all.filter {
            $0.path.contains("/dtls/") && $0.path.contains("-dtls12-mutual")
        }
        let found = try await compareAll(of: captures) { _, packets in
            (1..<packets.count).map { count in
                Variant(name: "the first \(count)", packets: Array(packets.prefix(count)))
            }
        }
        found.expectNoOther(fewest: 40)
    }

    @Test(arguments: [0.05, 0.2, 3.0], ["late", "prosody", "amqp", "inspircd"])
    func `clocks that differ yield no other`(_ skew: Double, _ folder: String) async throws {
        let captures = ShippedCapture.all.filter { $0.path.contains("/\(folder)/") }
        let found = try await compareAll(of: captures) { _, packets in
            let directions = directions(of: packets)
            return [Direction.forward, .backward].map { late in
                var moved = packets
                for index in moved.indices where directions[index] == late { moved[index].seconds += skew }
                // Those of one time stay in their order.
                let order = moved.indices.sorted {
                    (moved[$0].seconds, $0) < (moved[$1].seconds, $1)
                }
                return Variant(name: "\(late) late by \(skew) s", packets: order.map { moved[$0] })
            }
        }
        found.expectNoOther(fewest: 2)
    }
}
