import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

@testable import AnalysisPipeline

/// A carrier that nobody uses: over UDP, a magic byte, a sequence number of 16 bits, then a piece of each end's records.
///
///     +------+----------+-------------------
///     | 0xA7 | sequence | bytes of records …
///     +------+----------+-------------------
///
/// Pieces that come early wait; those that come twice are dropped.
final class MadeUpCarrier: Carrier {
    static let firstBytes = FirstBytes([0xA7])
    /// Pieces that wait, at most.
    static let maximumHeld = 64

    private let opening: CarrierOpening
    private var next = Both<Role, UInt16> { _ in 0 }
    private var held: [(sender: Role, sequence: UInt16, bytes: [UInt8])] = []
    var sessions: [CarriedSession]

    func end(_ session: CarriedSession) { sessions = [] }

    static func recognize(
        _ datagram: Datagram,
        _ payload: Span<UInt8>,
        _ known: CarrierDirectory
    ) -> Recognition {
        guard payload.count > 3 else { return .no }
        switch StreamStart(payload.extracting(3...)) {
        case .clientHello: return .begins(.client, token: UInt32(payload[payload.count - 1]) + 1)
        default: return .no
        }
    }

    init(_ opening: CarrierOpening) {
        self.opening = opening
        let session = CarriedSession(opening, .udp)
        session.carriage = Carriage(carrier: "made_up")
        sessions = [session]
    }

    func receive(_ datagram: Datagram, _ payload: Span<UInt8>, at packet: PacketReference) -> CarrierState {
        guard payload.count > 3, payload[0] == 0xA7, held.count < Self.maximumHeld else { return .following }
        let sender = opening.role(of: datagram.direction)
        held.append((sender, payload.bigEndianUInt16(at: 1), [UInt8](copying: payload.extracting(3...))))
        for session in sessions {
            session.last = packet
            while let index = held.firstIndex(where: { $0.sequence == next[$0.sender] }) {
                let piece = held.remove(at: index)
                next[piece.sender] &+= 1
                session.stream.receive(piece.bytes.span, from: piece.sender, at: packet)
            }
        }
        held.removeAll { $0.sequence < next[$0.sender] }
        return .following
    }

    func conclude() { held = [] }
}

/// A framing inside TCP that nobody uses: a magic byte and a length, then as many bytes of records.
final class MadeUpFraming: StreamUnwrapper {
    static let carrier = "made_up_framing"

    private var buffers = Both<Role, [UInt8]> { _ in [] }

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        guard bytes[0] == 0x8F else { return .no }
        guard bytes.count > 3 else { return .undecided }
        switch StreamStart(bytes.extracting(3...)) {
        case .clientHello: return .begins(.client)
        case .undecided: return .undecided
        default: return .no
        }
    }

    func receive(_ bytes: Span<UInt8>, from sender: Role, deliver: (Span<UInt8>) -> Void) {
        buffers[sender].append(copying: bytes)
        while buffers[sender].count >= 3 {
            let length = Int(buffers[sender][1]) << 8 | Int(buffers[sender][2])
            guard buffers[sender].count >= 3 + length else { return }
            let inner = Array(buffers[sender][3..<3 + length])
            buffers[sender].removeFirst(3 + length)
            if !inner.isEmpty { deliver(inner.span) }
        }
    }

    func receiveGap(_ count: Int, from sender: Role) { buffers[sender] = [] }
}
