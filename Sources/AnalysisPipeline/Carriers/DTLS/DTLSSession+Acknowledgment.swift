import ByteParsing
import HandshakeAnalysis
import TLSWire

// Records of DTLS 1.3 that were opened, and what they say of those that were not there: acknowledgements name what has come,
// and whoever goes on has heard what comes before.

extension DTLSSession {
    /// The epochs of the handshake's keys, and of the first of data (RFC 9147, section 6.1).
    private static let (sealed, data): (UInt16, UInt16) = (2, 3)
    /// The bytes of a RecordNumber, and of the length of their list (RFC 9147, section 7).
    private static let (numberLength, listHeader) = (16, 2)
    /// Records with a Finished that are remembered.
    private static let maximumFinished = 8

    func receive(_ opened: DTLS13Opener.Opened, _ sender: Role, _ packet: PacketReference) {
        switch opened.type {
        case .ack: return readAcknowledgment(opened.content.span, sender, packet)
        case .handshake where opened.epoch == Self.sealed:
            noteFinishedRecord(opened, sender)
            // Nobody answers a flight of which the end has not come.
            if sender == .client { noteUnseenFinished(by: .server, packet) }
        default: break
        }
        if sender == .client, opened.epoch >= Self.data { noteUnseenFinished(by: .client, packet) }
        readOpened(opened.type, opened.content.span, opened.level, sender, packet)
        if sender == .client, stream.records.handshake.facts.finished.client != nil { releaseEarly() }
    }

    private func noteFinishedRecord(_ opened: DTLS13Opener.Opened, _ sender: Role) {
        guard sender == .client, finishedRecords.count < Self.maximumFinished else { return }
        let content = opened.content.span
        var offset = 0
        while let fragment = DTLSFragment(content, at: offset) {
            if fragment.type == .finished { finishedRecords.append(opened.number) }
            offset = fragment.content.lowerBound + fragment.range.count
        }
    }

    /// Notes that a side had finished before this packet, if the capture lacks that.
    private func noteUnseenFinished(by role: Role, _ packet: PacketReference) {
        guard stream.records.handshake.facts.isTLS13, stream.records.handshake.facts.finished[role] == nil
        else { return }
        // What waits for a message before it may be the Finished.
        giveUp(role, packet)
        guard stream.records.handshake.facts.finished[role] == nil else { return }
        noteUnseenFlight(of: role, packet)
        stream.records.handshake.receiveUnseenFinished(from: role, at: packet)
    }

    //  struct { uint64 epoch; uint64 sequence_number; } RecordNumber;
    //  struct { RecordNumber record_numbers<0..2^16-1>; } ACK;              RFC 9147, sections 4 and 7
    private func readAcknowledgment(_ content: Span<UInt8>, _ sender: Role, _ packet: PacketReference) {
        let peer = sender.opposite
        var offset = Self.listHeader
        while content.count - offset >= Self.numberLength {
            let epoch = content.bigEndianUInt64(at: offset)
            let number = content.bigEndianUInt64(at: offset + 8)
            offset += Self.numberLength
            guard epoch == UInt64(Self.sealed) else { continue }
            if !sides[peer].hasSeen(number, in: Self.sealed),
                stream.records.handshake.facts.finished[peer] == nil
            {
                noteUnseenFlight(of: peer, packet)
            }
            // The server has the end of the client's flight, and says nothing against it.
            if sender == .server, finishedRecords.contains(number) {
                stream.records.handshake.receiveHandshakeDone(at: packet)
            }
        }
    }
}
