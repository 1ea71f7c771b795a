public import ByteParsing
import PacketDecoding

/// Puts other addresses into a frame: those of stations and of IP, with the checksums that depend on them.
///
/// ```
///  Ethernet [VLAN…] │ SLL │ SLL2 │ null │ raw    IPv4 [options] │ IPv6 [extension headers]   [IP in IP]   TCP │ UDP
/// ```
///
/// What lies behind TCP's and UDP's headers stays as it was. A frame that is not understood as a whole is refused: nothing
/// leaves that still holds an address.
public struct FrameRedaction: Sendable {
    private let addresses: AddressRedaction
    private var decoder = PacketDecoder()

    public init(_ addresses: AddressRedaction) { self.addresses = addresses }

    /// The frame with other addresses; `nil` where some might be left.
    public mutating func redacted(
        _ frame: [UInt8],
        linkType: UInt32,
        originalLength: Int,
        at time: Timestamp
    ) -> [UInt8]? {
        var walk = AddressWalk(frame, addresses)
        guard walk.link(linkType) else { return nil }
        // Tunnels over UDP are another's to see: the walk must have reached the same packet as the decoder.
        let decoded = decoder.decode(
            frame.span,
            originalLength: originalLength,
            linkType: linkType,
            time: time
        )
        let isSame: Bool
        switch decoded {
        case .tcp(let segment): isSame = walk.tcpPayload == segment.payloadOffset
        case .udp(let datagram): isSame = walk.udpPayload == datagram.payloadOffset
        // The walk goes through pieces of TCP segments alone.
        case .fragment, .reassembledTCP: isSame = walk.isFragment
        case .reassembledUDP, .other, .malformed, .unsupportedLinkType: isSame = false
        }
        return isSame ? walk.bytes : nil
    }
}

/// One way through a frame, header by header.
private struct AddressWalk {
    private(set) var bytes: [UInt8]
    /// Where what is behind TCP's or UDP's header begins; `nil` where the walk did not come to one.
    private(set) var tcpPayload: Int?
    private(set) var udpPayload: Int?
    private(set) var isFragment = false
    private let addresses: AddressRedaction
    private var nesting = 0

    private enum EtherType {
        static let ipv4 = 0x0800
        static let ipv6 = 0x86DD
        static let tags = [0x8100, 0x88A8, 0x9100]
    }

    private enum NextHeader {
        static let hopByHop: UInt8 = 0, ipv4: UInt8 = 4, tcp: UInt8 = 6, udp: UInt8 = 17, ipv6: UInt8 = 41
        static let fragment: UInt8 = 44, destinationOptions: UInt8 = 60
    }

    init(_ bytes: [UInt8], _ addresses: AddressRedaction) {
        self.bytes = bytes
        self.addresses = addresses
    }

    private func has(_ count: Int, at offset: Int) -> Bool { offset + count <= bytes.count }
    private func number(_ offset: Int) -> Int { Int(bytes[offset]) << 8 | Int(bytes[offset + 1]) }

    // MARK: Links

    /// By the numbers of LINKTYPE_ that tcpdump.org registers, and those of DLT_RAW on Linux and OpenBSD.
    mutating func link(_ type: UInt32) -> Bool {
        switch type {
        case 1: return ethernet()
        case 113:
            guard has(16, at: 0), number(4) <= 6 || number(4) == 8 else { return false }
            station(at: 6, count: 8, isStation: number(4) == 6)
            return network(number(14), at: 16)
        case 276:
            guard has(20, at: 0) else { return false }
            station(at: 12, count: 8, isStation: bytes[11] == 6)
            return network(number(0), at: 20)
        case 0, 108: return has(5, at: 0) && version(at: 4)
        case 12, 14, 101, 228, 229: return has(1, at: 0) && version(at: 0)
        default: return false
        }
    }

    private mutating func ethernet() -> Bool {
        guard has(14, at: 0) else { return false }
        station(at: 0, count: 6, isStation: true)
        station(at: 6, count: 6, isStation: true)
        var offset = 12
        while EtherType.tags.contains(number(offset)) {
            offset += 4
            guard has(2, at: offset) else { return false }
        }
        return network(number(offset), at: offset + 2)
    }

    private mutating func station(at offset: Int, count: Int, isStation: Bool) {
        let old = Array(bytes[offset..<offset + 6])
        // Nobody's address, and everybody's.
        let isNobody = old.allSatisfy { $0 == 0 } || old.allSatisfy { $0 == 0xFF }
        let new: [UInt8] =
            isStation && !isNobody
            ? addresses.redacted(IPAddress(old, family: .link)).bytes : isNobody ? old : []
        for index in 0..<count { bytes[offset + index] = index < new.count ? new[index] : 0 }
    }

    private mutating func network(_ type: Int, at offset: Int) -> Bool {
        switch type {
        case EtherType.ipv4: return ipv4(at: offset)
        case EtherType.ipv6: return ipv6(at: offset)
        default: return false
        }
    }

    private mutating func version(at offset: Int) -> Bool {
        switch bytes[offset] >> 4 {
        case 4: return ipv4(at: offset)
        case 6: return ipv6(at: offset)
        default: return false
        }
    }

    // MARK: IP

    private mutating func ipv4(at offset: Int) -> Bool {
        guard has(20, at: offset), bytes[offset] >> 4 == 4, enter() else { return false }
        let length = Int(bytes[offset] & 15) * 4
        guard length >= 20, has(length, at: offset) else { return false }
        var checksum = ChecksumUpdate()
        exchange(at: offset + 12, size: 4, .ipv4, &checksum)
        // Routes that options record are addresses: "no operation" stands in their place.
        var header = checksum
        for index in stride(from: offset + 20, to: offset + length, by: 2) {
            let old = number(index)
            bytes[index] = 1
            bytes[index + 1] = 1
            header.replace(old, by: 0x0101)
        }
        header.apply(to: &bytes, at: offset + 10)
        let fragment = number(offset + 6) & 0x3FFF
        isFragment = fragment != 0
        // A piece of a tunnel would not look like one.
        if isFragment, bytes[offset + 9] != NextHeader.tcp { return false }
        guard fragment & 0x1FFF == 0 else { return true }
        return transport(bytes[offset + 9], at: offset + length, checksum)
    }

    private mutating func ipv6(at offset: Int) -> Bool {
        guard has(40, at: offset), bytes[offset] >> 4 == 6, enter() else { return false }
        var checksum = ChecksumUpdate()
        exchange(at: offset + 8, size: 16, .ipv6, &checksum)
        var next = bytes[offset + 6]
        var place = offset + 40
        while true {
            switch next {
            case NextHeader.hopByHop, NextHeader.destinationOptions:
                guard has(8, at: place) else { return false }
                let length = (Int(bytes[place + 1]) + 1) * 8
                guard has(length, at: place) else { return false }
                next = bytes[place]
                place += length
            case NextHeader.fragment:
                guard has(8, at: place) else { return false }
                isFragment = number(place + 2) & 0xFFF9 != 0
                if isFragment, bytes[place] != NextHeader.tcp { return false }
                guard number(place + 2) & 0xFFF8 == 0 else { return true }
                next = bytes[place]
                place += 8
            default: return transport(next, at: place, checksum)
            }
        }
    }

    private mutating func enter() -> Bool {
        nesting += 1
        return nesting <= PacketDecoder.maximumNesting
    }

    private mutating func exchange(
        at offset: Int,
        size: Int,
        _ family: IPAddress.Family,
        _ checksum: inout ChecksumUpdate
    ) {
        let old = [offset, offset + size].map { IPAddress(Array(bytes[$0..<$0 + size]), family: family) }
        let new = old.flatMap { addresses.redacted($0).bytes }
        for index in stride(from: 0, to: 2 * size, by: 2) {
            checksum.replace(number(offset + index), by: Int(new[index]) << 8 | Int(new[index + 1]))
            bytes[offset + index] = new[index]
            bytes[offset + index + 1] = new[index + 1]
        }
    }

    // MARK: Above

    private mutating func transport(_ type: UInt8, at offset: Int, _ checksum: ChecksumUpdate) -> Bool {
        switch type {
        case NextHeader.tcp:
            if has(13, at: offset) { tcpPayload = offset + Int(bytes[offset + 12] >> 4) * 4 }
            // A header that the snapshot length cut has no checksum to be changed.
            if has(18, at: offset) { checksum.apply(to: &bytes, at: offset + 16) }
            return true
        case NextHeader.udp:
            udpPayload = offset + 8
            if has(8, at: offset), number(offset + 6) != 0 {
                checksum.apply(to: &bytes, at: offset + 6, isUDP: true)
            }
            return true
        case NextHeader.ipv4: return ipv4(at: offset)
        case NextHeader.ipv6: return ipv6(at: offset)
        default: return false
        }
    }
}

/// What other words do to the Internet checksum over them (RFC 1624), so that one that was right stays right, and one that was
/// wrong, or of which the rest is not there, stays as wrong.
private struct ChecksumUpdate {
    private var sum = 0

    mutating func replace(_ old: Int, by new: Int) { sum += (~old & 0xFFFF) + new }

    // HC' = ~(~HC + ~m + m')
    func apply(to bytes: inout [UInt8], at offset: Int, isUDP: Bool = false) {
        var value = (~(Int(bytes[offset]) << 8 | Int(bytes[offset + 1])) & 0xFFFF) + sum
        while value > 0xFFFF { value = (value & 0xFFFF) + value >> 16 }
        value = ~value & 0xFFFF
        // 0 would say that there is none.
        if isUDP, value == 0 { value = 0xFFFF }
        bytes[offset] = UInt8(value >> 8)
        bytes[offset + 1] = UInt8(value & 0xFF)
    }
}
