import ByteParsing
import HandshakeAnalysis
import TLSDecryption
import TLSWire

// Frames of packets that were opened.

extension QUICConnection {
    /// Reads the frames that the opener holds.
    func readFrames(_ length: Int, _ type: QUICPacketType, _ sender: Role, _ packet: PacketReference) {
        // Taken out, so that nothing that frames lead to can overwrite it.
        var payload: [UInt8] = []
        swap(&payload, &opener.payload)
        defer { swap(&payload, &opener.payload) }
        let bytes = payload.span.extracting(0..<length)
        let space = Self.space(of: type)
        var reader = QUICFrameReader()
        while let frame = reader.next(bytes) {
            switch frame {
            case .crypto(let offset, let range) where type != .zeroRTT:
                receiveCrypto(bytes.extracting(range), at: offset, space, sender, packet)
                // Whoever scatters more than anybody has to is read no further.
                if streams[sender][space].isFull {
                    session.notes.isLimitHit = true
                    return
                }
            case .stream(let id, let offset, let range, _):
                receiveStream(id, bytes.extracting(range), at: offset, type, sender, packet)
            case .ack(let largest) where sender == .server && type == .oneRTT:
                // Nothing of the client's is read before the handshake is complete (RFC 9001, section 5.7).
                if !notes.hasEarlyData, numbers[.client][2].map({ largest <= $0.highest }) ?? false {
                    confirm(at: packet)
                }
            case .newConnectionID(let range):
                if ids.add(bytes.extracting(range), of: sender), sender == .server {
                    notes.newServerIDs.append([UInt8](copying: bytes.extracting(range)))
                }
            case .handshakeDone where sender == .server && type == .oneRTT: confirm(at: packet)
            case .close(let close, let reason):
                receiveClose(close, bytes.extracting(reason), space, sender, packet)
            default: break
            }
        }
        if type == .initial { notes.isInitialPadded = QUICPadding.fills(reader.padding) }
    }

    /// The server has finished, and has the client's Finished.
    private func confirm(at packet: PacketReference) {
        guard !isConfirmed else { return }
        isConfirmed = true
        session.stream.records.handshake.receiveHandshakeDone(at: packet)
    }

    private func receiveCrypto(
        _ bytes: Span<UInt8>,
        at offset: UInt64,
        _ space: Int,
        _ sender: Role,
        _ packet: PacketReference
    ) {
        let hadHello = session.stream.records.handshake.facts.serverHello != nil
        // A stream's first bytes begin a message, and nothing else of it does for certain.
        var isFirst = streams[sender][space].next == 0
        streams[sender][space].receive(bytes, at: offset, budget) {
            session.stream.records.handshake.receiveHandshake(
                $0,
                atBoundary: isFirst,
                from: sender,
                Self.levels[space],
                at: packet
            )
            isFirst = false
        }
        if !hadHello, session.stream.records.handshake.facts.serverHello != nil { notes.isHelloNew = true }
    }

    private func receiveClose(
        _ close: QUICClose,
        _ reason: Span<UInt8>,
        _ space: Int,
        _ sender: Role,
        _ packet: PacketReference
    ) {
        if notes.close == nil {
            notes.close = (sender, close, String(decoding: [UInt8](copying: reason), as: UTF8.self))
        }
        session.stream.records.handshake.receiveConnectionClose(
            close,
            from: sender,
            Self.levels[space],
            at: packet
        )
        progress.noteClose(at: packet)
    }

    /// Shows what the client asked and what the server answered to whoever looks for refusals: of one stream, the first on
    /// which the server answers.
    private func receiveStream(
        _ id: UInt64,
        _ bytes: Span<UInt8>,
        at offset: UInt64,
        _ type: QUICPacketType,
        _ sender: Role,
        _ packet: PacketReference
    ) {
        // Streams of requests are bidirectional and the client's (RFC 9114, section 6.1).
        guard id & 3 == 0 else {
            if isConfirmed {
                session.stream.records.handshake.noteStreamData(bytes.count, from: sender, at: packet)
            }
            return
        }
        if requestStream == nil { requestStream = id }
        guard requestStream == id, offset < Self.maximumAnswer else { return }
        if sender == .server, !isConfirmed, type == .oneRTT, !notes.hasEarlyData { confirm(at: packet) }
        answers[sender].receive(bytes, at: offset, budget) {
            session.stream.records.handshake.receiveData($0, from: sender, at: packet)
        }
    }
}
