import ByteParsing
import CertificateInspection
import TLSWire
import Testing

@testable import HandshakeAnalysis

private typealias Talk = ComparedConversation

@Suite struct `Relation of two handshakes` {
    private static let gateway = Talk.address(30, port: 8443)

    /// The second leg of a middlebox at 192.0.2.30, half a millisecond later.
    private static func secondLeg(_ steps: [Step?], after: Int64 = 500_000) -> Talk {
        Talk(
            client: Talk.address(30, port: 60000),
            server: Talk.address(20, port: 443),
            start: after,
            random: 9,
            serverRandom: 109,
            steps: steps
        )
    }

    private static func firstLeg(_ steps: [Step?]) -> Talk { Talk(server: gateway, steps: steps) }

    private static func same(_ good: Talk, _ bad: Talk) -> SameConnection? {
        guard case .sameConnection(let same) = Comparison(good: good.report, bad: bad.report).relation else {
            return nil
        }
        return same
    }

    private static func retermination(_ good: Talk, _ bad: Talk) -> Retermination? {
        guard case .reterminated(let found) = Comparison(good: good.report, bad: bad.report).relation else {
            return nil
        }
        return found
    }

    // MARK: One connection

    @Test func `is one connection if the ClientHello has the same random`() throws {
        let near = Talk(steps: Talk.mutual())
        var far = near
        far.client = Talk.address(1, port: 6000)
        let same = try #require(Self.same(near, far))
        #expect(same.isClientTranslated)
        #expect(!same.isServerTranslated)
        #expect(same.isSameAnswer == true)
        #expect(Comparison(good: near.report, bad: far.report).differences.map(\.aspect) == [.clientAddress])
    }

    @Test func `measures the way between two places, whatever their clocks say`() throws {
        // A millisecond each way between the places, and a clock that is ten seconds ahead at the second.
        let near = Talk(steps: Talk.mutual())
        var far = near
        let senders = near.report.events.map(\.sender)
        far.start = 10_000_000_000
        for (index, sender) in senders.enumerated() {
            far.times[index] = Int64(index) * 1_000_000 + (sender == .client ? 1_000_000 : -1_000_000)
        }
        let passage = try #require(Self.same(near, far)?.passage)
        #expect(passage.roundTrip == 2_000_000)
        #expect(passage.clockOffset == 10_000_000_000)
        #expect(passage.nearerToClient == .good)
        let turned = try #require(Self.same(far, near)?.passage)
        #expect(turned.roundTrip == 2_000_000)
        #expect(turned.clockOffset == -10_000_000_000)
        #expect(turned.nearerToClient == .bad)
    }

    @Test func `does not tell which of two places is nearer where no time passes`() throws {
        let near = Talk(steps: Talk.mutual())
        let passage = try #require(Self.same(near, near)?.passage)
        #expect(passage.nearerToClient == nil)
        #expect(passage.roundTrip == 0)
    }

    @Test func `notices another answer to the same ClientHello`() throws {
        let near = Talk(steps: Talk.mutual())
        var far = near
        far.serverRandom = 77
        #expect(try #require(Self.same(near, far)).isSameAnswer == false)
    }

    @Test func `shows what only one place has seen`() throws {
        let far = Talk(steps: Talk.refused([Certificates.good], .unknownCA))
        var near = far
        near.steps = Array(far.steps.dropLast(2)) + [.reset(.server)]
        let lineup = Comparison(good: near.report, bad: far.report).lineup
        let parted = lineup.rows.filter { $0.mark == .parted }
        #expect(parted.count == 2)
    }

    @Test func `tells what a capture lost from what came last`() {
        let near = Talk(steps: Talk.refused([Certificates.good], .unknownCA))
        var far = near
        // The client's flight is lost, and the server's FIN never comes.
        far.steps = Array(near.steps.prefix(5)) + [.fatal(.server, .unknownCA)]
        let lineup = Comparison(good: near.report, bad: far.report).lineup
        #expect(lineup.lostMessages(of: .bad).map(\.packet.frame) == [10, 11, 12, 13, 14])
        #expect(lineup.lostMessages(of: .good).isEmpty)
        #expect(lineup.lastMessages(of: .good).map(\.packet.frame) == [16])
        #expect(lineup.lastMessages(of: .bad).isEmpty)
    }

    // MARK: Two legs

    @Test func `is two legs if the server of one is the client of the other`() throws {
        let outer = Self.firstLeg(Talk.mutual())
        let inner = Self.secondLeg(Talk.mutual([Certificates.leaf("gateway")]))
        let found = try #require(Self.retermination(outer, inner))
        #expect(found.clientLeg == .good)
        #expect(found.isCertain)
        #expect(found.clientCertificate == .replaced)
        #expect(
            found.evidence == [
                .middleboxAddress(Self.gateway.address), .serverName("api.example"), .overlap,
            ]
        )
        #expect(try #require(Self.retermination(inner, outer)).clientLeg == .bad)
    }

    @Test func `is two legs if one name has two certificates at one time`() throws {
        let forged = Certificates.leaf("api.example", by: "Inspection", usage: ["serverAuth"])
        let outer = Talk(steps: Talk.oneWay(server: [forged]))
        let inner = Talk(
            client: Talk.address(99, port: 1234),
            start: 500_000,
            random: 9,
            steps: Talk.mutual([])
        )
        let found = try #require(Self.retermination(outer, inner))
        #expect(!found.isCertain)
        #expect(found.clientCertificate == .notAskedFor)
        #expect(
            found.evidence == [
                .serverName("api.example"),
                .serverCertificate(clientLeg: "CN=Inspection", serverLeg: "CN=Root"),
                .overlap,
            ]
        )
    }

    @Test func `sees a certificate that was asked for, presented, and not passed on`() throws {
        let inner = Self.secondLeg(Talk.refused([], .handshakeFailure))
        let found = try #require(Self.retermination(Self.firstLeg(Talk.mutual()), inner))
        #expect(found.clientCertificate == .notPassedOn)
    }

    @Test func `sees a certificate that the server never asks for`() throws {
        let found = try #require(
            Self.retermination(Self.firstLeg(Talk.mutual()), Self.secondLeg(Talk.oneWay()))
        )
        #expect(found.clientCertificate == .endsAtMiddlebox)
    }

    @Test func `is not two legs if the second begins long after the first was decided`() {
        let late = Self.secondLeg(Talk.mutual(), after: 60_000_000_000)
        #expect(Self.retermination(Self.firstLeg(Talk.mutual()), late) == nil)
    }

    @Test func `is not two legs if one client connects twice to one server`() {
        let renewed = Certificates.leaf("api.example", usage: ["serverAuth"], fingerprint: 5)
        let second = Talk(
            client: Talk.address(10, port: 50001),
            start: 500_000,
            random: 9,
            steps: Talk.mutual(server: [renewed])
        )
        #expect(Self.retermination(Talk(steps: Talk.mutual()), second) == nil)
        // Neither is another server on the same host.
        var elsewhere = second
        elsewhere.server = Talk.address(20, port: 8443)
        #expect(Self.retermination(Talk(steps: Talk.mutual()), elsewhere) == nil)
    }

    @Test func `is not two legs of a host that talks to itself`() {
        let one = Talk(client: Talk.address(20, port: 5000), steps: Talk.mutual())
        let two = Talk(client: Talk.address(20, port: 5001), random: 9, steps: Talk.mutual())
        #expect(Self.retermination(one, two) == nil)
    }
}
