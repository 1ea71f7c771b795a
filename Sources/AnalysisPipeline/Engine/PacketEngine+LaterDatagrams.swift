import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

// A handshake after the report, on a connection that is no TCP stream: of DTLS up to 1.2.

extension PacketEngine {
    /// Keeps a report that a later handshake may amend.
    mutating func keepCarried(_ connection: consuming ReportedConnection) {
        guard let later = connection.later else { return }
        // What was kept of these ports is of a connection that is over.
        var displaced = [
            recentCarried.take(group: later.key.group) { $0.later?.key == later.key }?.report.id
        ]
        let id = connection.report.id
        displaced.removeAll { $0 == id }
        recentCarried.keep(connection, group: later.key.group) { displaced.append($0.report.id) }
        for former in displaced { if let former { forget(former) } }
    }

    /// Takes up again a connection that was reported, where a datagram that is nobody's begins another handshake.
    mutating func followAgain(
        _ datagram: Datagram,
        _ payload: Span<UInt8>,
        at packet: PacketReference
    ) -> Int? {
        guard payload.count > DTLSRecord.headerLength, payload[0] == ContentType.handshake.rawValue,
            let record = DTLSRecord(
                payload,
                at: 0,
                missing: datagram.missingLength,
                connectionIDLength: 0
            ), !record.isUnified, record.epoch > 0
        else { return nil }
        let earlier = recentCarried.take(group: datagram.key.group) {
            $0.later == LaterHandshake(key: datagram.key, epoch: record.epoch)
                // A Finished that comes again begins nothing.
                && $0.facts.facts.finishedSize != record.length
        }
        guard let earlier else { return nil }
        if let slot = carriers.resume(earlier, by: datagram, payload, at: packet, clock, shared) {
            return slot
        }
        forget(earlier.report.id)
        return nil
    }
}
