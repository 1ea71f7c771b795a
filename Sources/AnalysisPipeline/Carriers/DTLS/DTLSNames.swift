import ByteParsing
import PacketDecoding
import TLSWire

/// The names under which connection ids of DTLS stand in the directory: of the id, of the server that it is sent to or by,
/// and of the direction, since each side chooses its ids for itself, and they may be short.
enum DTLSNames {
    /// Nobody is known to use a longer id.
    static let longestID = 20

    private static let toServer: UInt8 = 0xD1
    private static let fromServer: UInt8 = 0xD2

    static func name(of id: [UInt8], from sender: Role, server: SocketAddress) -> [UInt8] {
        let tag = sender == .client ? toServer : fromServer
        let port = [UInt8(server.port >> 8), UInt8(server.port & 0xFF)]
        return [tag] + server.address.bytes + port + id
    }

    /// The flow on which the connection began that a datagram's first record names; `nil` if it names none.
    static func flow(of payload: Span<UInt8>, _ datagram: Datagram, _ known: CarrierDirectory) -> FlowKey? {
        guard !known.isEmpty, let start = place(in: payload) else { return nil }
        let around = 3 + datagram.source.address.bytes.count
        for length in 1...longestID where known.hasNames(of: around + length) {
            guard start + length <= payload.count else { return nil }
            let id = [UInt8](copying: payload.extracting(start..<start + length))
            if let key = known[name(of: id, from: .client, server: datagram.destination)]
                ?? known[name(of: id, from: .server, server: datagram.source)]
            {
                return key
            }
        }
        return nil
    }

    /// Where the id stands in a record; `nil` for a record without one.
    private static func place(in payload: Span<UInt8>) -> Int? {
        if payload[0] >> 4 == 0b0011 { return 1 }
        guard payload.count > 13, payload[0] == ContentType.tls12CID.rawValue, payload[1] == 0xFE else {
            return nil
        }
        return 11
    }
}
