import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

// Versions that are not known: a client tries one, a server lists others.

extension QUICCarrier {
    /// A long header of a version that is not known: a client that is answered with others comes again.
    func noteUnknown(_ payload: Span<UInt8>, _ position: Int) {
        guard connections.isEmpty, position == 0, Self.isReservedVersion(payload) else { return }
        refusedVersion = QUICVersion(rawValue: payload.bigEndianUInt32(at: 1))
    }

    func noteNegotiation(_ payload: Span<UInt8>, _ header: QUICLongHeader, _ source: SocketAddress) {
        var versions: [QUICVersion] = []
        var offset = header.start
        while payload.count - offset >= 4, versions.count < QUICNotes.maximumVersions {
            versions.append(QUICVersion(rawValue: payload.bigEndianUInt32(at: offset)))
            offset += 4
        }
        negotiated = versions.filter { !$0.isReserved }
        for connection in connections where connection.sender(source) == .server {
            connection.notes.negotiated = negotiated
        }
    }
}
