import ByteParsing
import PacketDecoding
import TestSupport
import Testing

@Suite struct `Frames of EAPOL` {
    /// EAP-Request/Identity.
    private let content: [UInt8] = [2, 0, 0, 5, 1, 7, 0, 5, 1]
    private let station: [UInt8] = [2, 0, 0x5E, 0, 0x53, 1]
    private let authenticator: [UInt8] = [2, 0, 0x5E, 0, 0x53, 2]
    private let group: [UInt8] = [1, 0x80, 0xC2, 0, 0, 3]

    private func decode(_ frame: [UInt8], linkType: UInt32, originalLength: Int? = nil) -> String? {
        var decoder = PacketDecoder()
        let packet = decoder.decode(
            frame.span,
            originalLength: originalLength ?? frame.count,
            linkType: linkType,
            time: Timestamp(nanoseconds: 0)
        )
        guard case .udp(let datagram) = packet else { return nil }
        let bytes = Array(frame[datagram.payloadRange]).hexadecimal
        let missing = datagram.missingLength > 0 ? " and \(datagram.missingLength)" : ""
        return "\(datagram.source) > \(datagram.destination) \(bytes)\(missing)"
    }

    private let toStation = "02:00:5e:00:53:02 > 02:00:5e:00:53:01 020000050107000501"

    @Test func `have stations as ends, and end where they say`() {
        let ethernet = station + authenticator + [0x88, 0x8E] + content
        #expect(decode(ethernet, linkType: 1) == toStation)
        // Ethernet fills short frames up.
        #expect(decode(ethernet + [UInt8](repeating: 0, count: 37), linkType: 1) == toStation)
        let preauthentication = station + authenticator + [0x88, 0xC7] + content
        #expect(decode(preauthentication, linkType: 1) == toStation)
        let grouped = group + authenticator + [0x88, 0x8E] + content
        #expect(
            decode(grouped, linkType: 1) == "02:00:5e:00:53:02 > 01:80:c2:00:00:03 020000050107000501"
        )
    }

    @Test func `have them behind tags as well`() {
        let tagged = station + authenticator + [0x88, 0xA8, 0, 7, 0x81, 0, 0, 9, 0x88, 0x8E] + content
        #expect(decode(tagged, linkType: 1) == toStation)
    }

    @Test func `of cooked captures tell the sender alone`() {
        let version1: [UInt8] = [0, 0, 0, 1, 0, 6] + authenticator + [0, 0, 0x88, 0x8E] + content
        let sender = "02:00:5e:00:53:02 > 01:80:c2:00:00:03 020000050107000501"
        #expect(decode(version1, linkType: 113) == sender)
        let version2: [UInt8] =
            [0x88, 0x8E, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6] + authenticator + [0, 0] + content
        #expect(decode(version2, linkType: 276) == sender)
    }

    @Test func `of wireless networks have three addresses or four, by their direction`() {
        let snap: [UInt8] = [0xAA, 0xAA, 3, 0, 0, 0, 0x88, 0x8E]
        let other: [UInt8] = [2, 0, 0x5E, 0, 0x53, 9]
        func frame(_ flags: UInt8, _ addresses: [[UInt8]], _ fourth: [UInt8] = []) -> [UInt8] {
            [0x08, flags, 0, 0] + addresses.flatMap { $0 } + [0, 0] + fourth + snap + content
        }
        #expect(decode(frame(0, [station, authenticator, other]), linkType: 105) == toStation)
        #expect(decode(frame(1, [other, authenticator, station]), linkType: 105) == toStation)
        #expect(decode(frame(2, [station, other, authenticator]), linkType: 105) == toStation)
        #expect(decode(frame(3, [other, other, station], authenticator), linkType: 105) == toStation)
        let radiotap: [UInt8] = [0, 0, 9, 0, 0, 0, 0, 0, 0]
        #expect(decode(radiotap + frame(2, [station, other, authenticator]), linkType: 127) == toStation)
        // One that is encrypted says nothing.
        #expect(decode(frame(0x42, [station, other, authenticator]), linkType: 105) == nil)
    }

    @Test func `may be cut`() {
        let ethernet = station + authenticator + [0x88, 0x8E] + content.dropLast(2)
        let cut = "02:00:5e:00:53:02 > 02:00:5e:00:53:01 02000005010700 and 2"
        #expect(decode(ethernet, linkType: 1, originalLength: ethernet.count + 2) == cut)
        #expect(decode(Array(ethernet.prefix(16)), linkType: 1, originalLength: 23) == nil)
    }
}
