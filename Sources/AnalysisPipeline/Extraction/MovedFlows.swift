import ByteParsing
import PacketDecoding
import TLSWire

/// The flows to which clients moved, told by the connection ids in their datagrams.
struct MovedFlows {
    private let directory = CarrierDirectory()
    /// Where each conversation that moved began.
    private var origins: [FlowKey: FlowKey] = [:]

    init(_ selection: ConnectionSelection) {
        for (ends, key) in selection.names {
            for id in ends.serverIDs {
                if ends.isQUIC {
                    directory.add(quic: id.span, key)
                } else {
                    directory.add(DTLSNames.name(of: id, from: .client, server: ends.server), key)
                }
            }
        }
    }

    /// The flow on which the conversation of a datagram began.
    mutating func origin(of datagram: Datagram, _ payload: Span<UInt8>) -> FlowKey {
        let key = datagram.key.key(in: .none)
        guard !directory.isEmpty, !payload.isEmpty else { return key }
        if let known = origins[key] { return known }
        var found = DTLSNames.flow(of: payload, datagram, directory)
        if case .belongs(let origin) = QUICCarrier.mover(datagram, payload, directory) { found = origin }
        guard let found, found != key else { return key }
        origins[key] = found
        return found
    }
}
