import ByteParsing

/// Tunnels in UDP: each datagram is looked at for every kind, whatever its ports.
///
/// A header must look as its specification says, and what is inside must prove to be a packet. On its registered port a
/// header that says enough by itself is believed without the latter.
enum UDPTunnel: CaseIterable {
    case vxlan, geneve, gtp, tzsp, capwap, l2tp, lisp, teredo, gue, directIP, gre, mpls, esp

    /// Moves the path from the UDP header to what the tunnel carries, and says what that is; `nil` if this is no tunnel.
    static func strip(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        let udp = path.offset
        guard min(path.wireEnd, frame.count) - udp >= 16 else { return nil }
        let length = Int(frame.bigEndianUInt16(at: udp + 4))
        // Segmentation offload leaves lengths behind that are those of one piece, or none.
        let end = length >= 16 ? min(path.wireEnd, udp + length) : path.wireEnd
        return isPossible(frame, udp, end: end) ? attempt(frame, &path, end: end) : nil
    }

    /// Tries every kind; the datagram ends before `end` on the wire.
    static func attempt(_ frame: Span<UInt8>, _ path: inout HeaderPath, end: Int) -> NetworkProtocol? {
        let udp = path.offset
        let ports = (
            source: frame.bigEndianUInt16(at: udp), destination: frame.bigEndianUInt16(at: udp + 2)
        )
        let before = path.mark
        path.wireEnd = end
        path.ethernet = nil
        path.offset = udp + 8
        let start = path.mark
        let usual = usual(ports)
        if let usual, let network = usual.attempt(frame, &path, isUsual: true) { return network }
        path.goBack(to: start)
        for format in all where format != usual {
            guard format.mayBegin(frame[path.offset]), path.mayGuess() else { continue }
            if let network = format.attempt(frame, &path, isUsual: false) { return network }
            path.goBack(to: start)
        }
        path.goBack(to: before)
        return nil
    }

    private static let all = allCases

    /// What a port is registered for.
    static func usual(_ ports: (source: UInt16, destination: UInt16)) -> UDPTunnel? {
        switch ports.destination {
        case 4_789, 4_790, 8_472: .vxlan  // with GPE, and Linux's before there was a number
        case 6_081: .geneve
        case 37_008: .tzsp
        case 4_341: .lisp
        case 6_080: .gue
        case 4_754: .gre
        case 6_635: .mpls
        default:
            // Both ends have these, or answers go the other way.
            switch (ports.source, ports.destination) {
            case (2_152, _), (_, 2_152): .gtp
            case (5_247, _), (_, 5_247): .capwap
            case (1_701, _), (_, 1_701): .l2tp
            case (3_544, _), (_, 3_544): .teredo
            case (4_500, _), (_, 4_500): .esp
            default: nil
            }
        }
    }

    /// Whether a datagram that starts with this byte can be one of these on another port.
    private func mayBegin(_ first: UInt8) -> Bool {
        switch self {
        case .vxlan: first == 0x08 || first == 0x0C || first == 0x88
        case .geneve: first >> 6 == 0
        case .gtp: first & 0xF8 == 0x30
        case .tzsp: first == 1
        case .capwap: first == 0
        case .l2tp: first & 0x30 == 0 && first & 0x80 == 0
        case .teredo: first == 0
        case .gue: first & 0xE0 == 0
        case .directIP: first >> 4 == 4 || first >> 4 == 6
        case .gre: first & 0x4F == 0
        case .mpls: true
        // Eight bytes of anything, or an index and a number: only the port tells these from a damaged packet.
        case .lisp, .esp: false
        }
    }

    private func attempt(
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath,
        isUsual: Bool
    ) -> NetworkProtocol? {
        guard let network = strip(frame, &path, isUsual: isUsual) else { return nil }
        return isUsual && saysEnough || InnerPacket.isProven(network, frame, path) ? network : nil
    }

    /// A header that hardly anything else looks like.
    private var saysEnough: Bool {
        switch self {
        case .vxlan, .geneve, .gtp, .tzsp, .capwap, .esp: true
        case .l2tp, .lisp, .teredo, .gue, .directIP, .gre, .mpls: false
        }
    }

    private func strip(
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath,
        isUsual: Bool
    ) -> NetworkProtocol? {
        switch self {
        case .vxlan: VirtualNetwork.vxlan(frame, &path)
        case .geneve: VirtualNetwork.geneve(frame, &path)
        case .lisp: VirtualNetwork.lisp(frame, &path)
        case .gtp: UserPlane.strip(frame, &path)
        case .tzsp: MirroredFrame.tzsp(frame, &path, isUsual: isUsual)
        case .capwap: ControlledAccess.strip(frame, &path, isUsual: isUsual)
        case .l2tp: LayerTwoTunnel.overUDP(frame, &path)
        case .teredo: GenericUDP.teredo(frame, &path, isUsual: isUsual)
        case .gue: GenericUDP.strip(frame, &path)
        case .directIP: GenericUDP.directly(frame, &path)
        case .gre: GenericUDP.routing(frame, &path)
        case .mpls: LinkLayer.mpls(frame, &path)
        case .esp: NullEncryption.strip(frame, &path)
        }
    }
}
