import ByteParsing
import Testing

@testable import AnalysisPipeline
@testable import PacketDecoding

@Suite struct `Networks of a flow` {
    private func key(_ number: UInt32, in network: UInt64 = 0) -> FlowKey {
        TCPSegment(
            source: IPAddress(ipv4: number),
            destination: IPAddress(ipv4: 0xFFFF_0000),
            sourcePort: UInt16(truncatingIfNeeded: number),
            destinationPort: 443,
            sequenceNumber: 0
        ).key.key(in: FlowDomain(rawValue: network))
    }

    @Test func `are told in the order in which they came, once each, and no others`() {
        var domains = FlowDomains()
        #expect(domains.isUnused && domains.networks(of: key(1)) == [])
        domains.note(key(1))
        #expect(domains.isUnused)
        for network in [5, 3, 9, 3, 5] as [UInt64] {
            for number in 1..<UInt32(5_000) { domains.note(key(number, in: network)) }
        }
        for number in 1..<UInt32(5_000) {
            #expect(domains.networks(of: key(number, in: 7)) == [5, 3, 9].map { FlowDomain(rawValue: $0) })
        }
        #expect(domains.networks(of: key(5_000)) == [])
    }

    @Test func `are no more than some, whoever sends`() {
        var domains = FlowDomains()
        for network in 1..<UInt64(10_000) { domains.note(key(1, in: network)) }
        #expect(domains.networks(of: key(1)).count == FlowDomains.maximumDomains)
    }

    @Test func `are forgotten all at once when there are too many`() {
        var domains = FlowDomains()
        let most = UInt32(FlowDomains.maximumFlows)
        for number in 0..<most { domains.note(key(number, in: UInt64(number) + 1)) }
        let all = (0..<most).filter {
            domains.networks(of: key($0)) == [FlowDomain(rawValue: UInt64($0) + 1)]
        }
        #expect(all.count == Int(most))
        domains.alias(key(2, in: 4), of: key(2, in: 3))
        #expect(domains.networks(of: key(1)) == [])
        #expect(domains.networks(of: key(2)) == [FlowDomain(rawValue: 4)])
    }

    @Test func `are left with the flow that a copy was told to be`() {
        var domains = FlowDomains()
        domains.alias(key(1), of: key(1, in: 3))
        #expect(domains.original(of: key(1)) == key(1, in: 3) && domains.original(of: key(2)) == nil)
        #expect(domains.networks(of: key(1)) == [FlowDomain(rawValue: 3)])
        domains.forgetAlias(key(1))
        #expect(domains.original(of: key(1)) == nil)
    }
}
