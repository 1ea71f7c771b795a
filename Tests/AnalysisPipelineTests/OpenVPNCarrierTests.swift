import ByteParsing
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `Control channels of OpenVPN` {
    private let session: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    private let guardBytes: [UInt8] = [0, 0, 0, 1, 0x65, 0, 0, 0]

    private func hmac(_ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) } }

    private func protection(_ bytes: [UInt8]) -> OpenVPNProtection? { OpenVPNProtection.of(bytes.span) }

    private func read(_ head: [UInt8], _ content: [UInt8]) -> OpenVPNPacket? {
        OpenVPNPacket(head.span, content: content.span)
    }

    @Test func `tell by their resets what protects them`() {
        let content: [UInt8] = [0, 0, 0, 0, 0]
        #expect(protection(([0x38] + session + content)) == OpenVPNProtection.none)
        for size in [16, 20, 28, 32, 48, 64] {
            let packet = [0x38] + session + hmac(size) + guardBytes + content
            #expect(protection(packet) == .authentication(hmac: size), "\(size)")
        }
        let sealed = [0x38] + session + guardBytes + hmac(32) + [9, 8, 7, 6, 5]
        #expect(protection(sealed) == .encryption)
        #expect(protection(([0x38] + session + [1, 2, 3, 4, 5])) == nil)
    }

    @Test func `have packets with acknowledgements`() throws {
        let head = [0x20] + session
        let content: [UInt8] = [1, 0, 0, 0, 4] + session + [0, 0, 0, 9, 22, 3, 1]
        let packet = try #require(read(head, content))
        #expect(packet.acknowledged == [4] && packet.peer == 0x0102_0304_0506_0708)
        #expect(packet.id == 9 && packet.payload == [22, 3, 1])
        #expect(read(head, [9]) == nil)
        #expect(read(head, [1, 0, 0]) == nil)
        // A bare acknowledgement has no id, and nothing behind it.
        #expect(read(([0x28] + session), content) == nil)
    }

    // MARK: Order

    private func packet(
        _ id: UInt32?,
        _ payload: [UInt8],
        acknowledging acknowledged: [UInt32] = []
    ) -> OpenVPNPacket? {
        var content: [UInt8] = [UInt8(acknowledged.count)]
        for ack in acknowledged { content += big(ack) }
        if !acknowledged.isEmpty { content += session }
        if let id { content += big(id) + payload }
        return read(([id == nil ? 0x28 : 0x20] + session), content)
    }

    private func big(_ number: UInt32) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }

    private let at = PacketReference(frame: 1, time: Timestamp(nanoseconds: 0))

    private func at(second: Int64) -> PacketReference {
        PacketReference(frame: 1, time: Timestamp(nanoseconds: second * 1_000_000_000))
    }

    private func text(_ output: [OpenVPNExchange.Output]) -> [String] {
        output.map {
            switch $0 {
            case .bytes(let bytes, _, _): bytes.hexadecimal
            case .gap(let count, _, _): "gap \(count)"
            }
        }
    }

    @Test func `give on each packet once and in order`() throws {
        var exchange = OpenVPNExchange(CarrierBudget())
        func receive(_ id: UInt32, _ payload: [UInt8], second: Int64 = 0) throws -> [String] {
            text(
                exchange.receive(try #require(packet(id, payload)), from: .client, at: at(second: second))
            )
        }
        #expect(try receive(0, []) == [])
        #expect(try receive(2, [2]) == [])
        #expect(try receive(1, [1]) == ["01", "02"])
        // The network doubled it; no timer is as short.
        #expect(try receive(1, [1]) == [])
        #expect(exchange.retransmissions == 0)
        #expect(try receive(1, [1], second: 2) == [])
        #expect(try receive(3, [3], second: 2) == ["03"])
        #expect(exchange.retransmissions == 1)
    }

    @Test func `say what the capture lacks once the other end goes on`() throws {
        let budget = CarrierBudget()
        do {
            var exchange = OpenVPNExchange(budget)
            _ = exchange.receive(try #require(packet(0, [])), from: .client, at: at)
            _ = exchange.receive(try #require(packet(0, [])), from: .server, at: at)
            _ = exchange.receive(try #require(packet(1, [1, 1])), from: .client, at: at)
            _ = exchange.receive(try #require(packet(3, [3, 3])), from: .client, at: at)
            #expect(budget.heldBytes == 2)
            let answer = try #require(packet(1, [9], acknowledging: [3, 2, 1]))
            #expect(text(exchange.receive(answer, from: .server, at: at)) == ["gap 2", "0303", "09"])
            _ = exchange.receive(try #require(packet(9, [3, 3])), from: .client, at: at)
            #expect(budget.heldBytes == 2)
        }
        #expect(budget.heldBytes == 0)
    }

    @Test func `fall silent where a flight is acknowledged in part`() throws {
        var exchange = OpenVPNExchange(CarrierBudget())
        for id in 0...3 as ClosedRange<UInt32> {
            let payload: [UInt8] = id == 0 ? [] : [1]
            _ = exchange.receive(try #require(packet(id, payload)), from: .client, at: at)
            if id == 0 {
                _ = exchange.receive(try #require(packet(0, [], acknowledging: [0])), from: .server, at: at)
            }
        }
        // Nothing of it is acknowledged: the path may be lost.
        #expect(exchange.silence == nil)
        _ = exchange.receive(try #require(packet(nil, [], acknowledging: [1])), from: .server, at: at)
        #expect(exchange.silence?.role == .server && exchange.silence?.heardPart == true)
        #expect(exchange.silence?.repetitions == 0)
        for second in [2, 2, 4, 4] as [Int64] {
            let again = try #require(packet(2, [1]))
            _ = exchange.receive(again, from: .client, at: at(second: second))
        }
        #expect(exchange.silence?.repetitions == 2)
        _ = exchange.receive(try #require(packet(nil, [], acknowledging: [2, 3])), from: .server, at: at)
        #expect(exchange.silence == nil)
        // Nothing was heard since these two: the capture may end before the answer.
        for id in [4, 5] as [UInt32] {
            _ = exchange.receive(try #require(packet(id, [1])), from: .client, at: at)
            #expect(exchange.silence == nil)
        }
    }

    @Test func `fall silent over a packet that is open while later ones are acknowledged`() throws {
        var exchange = OpenVPNExchange(CarrierBudget())
        for id in 0...4 as ClosedRange<UInt32> where id != 3 {
            _ = exchange.receive(try #require(packet(id, id == 0 ? [] : [1])), from: .client, at: at)
            if id == 0 {
                _ = exchange.receive(try #require(packet(0, [], acknowledging: [0])), from: .server, at: at)
            }
        }
        // The third was lost on its way.
        let acknowledgement = try #require(packet(nil, [], acknowledging: [4, 2, 1, 0]))
        _ = exchange.receive(acknowledgement, from: .server, at: at)
        for second in [1, 2, 4] as [Int64] {
            for id in [3, 4] as [UInt32] {
                _ = exchange.receive(try #require(packet(id, [1])), from: .client, at: at(second: second))
            }
        }
        #expect(exchange.silence?.role == .server && exchange.silence?.heardPart == true)
        #expect(exchange.silence?.repetitions == 2)
    }

    @Test func `fall silent over the first packet of a flight that comes last`() throws {
        var exchange = OpenVPNExchange(CarrierBudget())
        for role in [Role.client, .server] {
            for id in [0, 1] as [UInt32] {
                let read = try #require(packet(id, id == 0 ? [] : [1], acknowledging: [id]))
                _ = exchange.receive(read, from: role, at: at)
            }
        }
        // The second was lost on its way, and completes the certificate when it comes.
        _ = exchange.receive(try #require(packet(3, [3])), from: .client, at: at)
        _ = exchange.receive(try #require(packet(nil, [], acknowledging: [3])), from: .server, at: at)
        for second in [2, 4, 8] as [Int64] {
            let late = try #require(packet(2, [2]))
            let output = text(exchange.receive(late, from: .client, at: at(second: second)))
            #expect(output == (second == 2 ? ["02", "03"] : []))
        }
        let silence = exchange.silence
        #expect(silence?.role == .server && silence?.repetitions == 2 && silence?.heardPart == true)
    }

    @Test func `take what is not sent again beside the rest for acknowledged`() throws {
        var exchange = OpenVPNExchange(CarrierBudget())
        _ = exchange.receive(try #require(packet(0, [])), from: .client, at: at)
        _ = exchange.receive(try #require(packet(0, [], acknowledging: [0])), from: .server, at: at)
        for id in [1, 2] as [UInt32] {
            let read = try #require(packet(id, [1], acknowledging: [0]))
            _ = exchange.receive(read, from: .client, at: at)
        }
        let isAwaiting = exchange.isAwaitingAcknowledgment
        #expect(isAwaiting && exchange.silence == nil)
        _ = exchange.receive(try #require(packet(nil, [], acknowledging: [0])), from: .server, at: at)
        for second in [2, 6] as [Int64] {
            #expect(exchange.silence == nil)
            _ = exchange.receive(try #require(packet(2, [1])), from: .client, at: at(second: second))
        }
        let silence = exchange.silence
        #expect(silence?.role == .server && silence?.repetitions == 2 && silence?.heardPart == true)
        _ = exchange.receive(try #require(packet(nil, [], acknowledging: [2])), from: .server, at: at)
        let isAwaitingStill = exchange.isAwaitingAcknowledgment
        #expect(!isAwaitingStill)
    }

    @Test func `are acknowledged each by its number, within bounds`() {
        var packets = AcknowledgedPackets()
        #expect(packets.isEmpty && packets.last == nil)
        for id in [1, 3, 1] as [UInt32] { packets.note(id) }
        #expect(packets.open == 0 && packets.containsAny(from: 3) && !packets.containsAny(from: 4))
        packets.note(0)
        #expect(packets.open == 2 && packets.last == 1)
        packets.note(2)
        #expect(packets.open == 4)
        for id in 0..<UInt32(2 * AcknowledgedPackets.mostAhead) { packets.note(100 + 2 * id) }
        #expect(packets.open > 100)
        packets.note(.max)
        packets.note(allBelow: 1_000)
        #expect(packets.open == 1_000)
    }

    // MARK: Keys

    @Test func `are opened by keys of every kind, also in a profile`() {
        let digits = String(repeating: "0f", count: 256)
        let file = "-----BEGIN OpenVPN Static key V1-----\n\(digits)\n-----END OpenVPN Static key V1-----\n"
        #expect(OpenVPNKey.all(in: file).count == 1)
        #expect(OpenVPNKey.all(in: "client\n<tls-crypt>\n#\n\(file)</tls-crypt>\n").count == 1)
        #expect(OpenVPNKey.all(in: file.replacing("0f0f\n", with: "0f\n")).isEmpty)
        #expect(OpenVPNKey.all(in: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").isEmpty)
    }
}
