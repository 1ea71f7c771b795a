import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

// By what one connection is told from another on the same ports: the random of its hello, and the ids that both agree on.

extension DTLSSession {
    /// Whether a datagram begins another connection on the same ports.
    func isReplaced(by bytes: Span<UInt8>) -> Bool {
        guard bytes.count > DTLSRecord.headerLength + DTLSFragment.headerLength,
            bytes[0] == ContentType.handshake.rawValue,
            bytes[DTLSRecord.headerLength] == HandshakeType.clientHello.rawValue,
            case .hello(let other)? = DTLSEvidence(bytes, missing: 0), other != 1
        else { return false }
        // The number of its first message.
        guard bytes.bigEndianUInt16(at: DTLSRecord.headerLength + 4) == 0 else { return false }
        return token == 0 ? sides[.client].assembly.next != nil : token != other
    }

    /// Whether the server says it in the connection that was there before on these ports: what begins one is not sealed.
    func belongsToFormer(_ bytes: Span<UInt8>, of datagram: Datagram) -> Bool {
        guard followsAnother, stream.records.handshake.facts.serverHello == nil, cookie == nil,
            bytes.count > DTLSRecord.headerLength, sender(of: datagram, bytes) == .server
        else { return false }
        return bytes[0] == ContentType.changeCipherSpec.rawValue || bytes.bigEndianUInt16(at: 3) > 0
    }

    func noteClientHello() {
        guard token == 0, let random = stream.records.handshake.facts.clientHello?.message.random else {
            return
        }
        token = random.tail | 1
    }

    /// The ids that each side wants to receive are what the other one sends (RFC 9146, section 3).
    func noteServerHello(_ number: UInt16) {
        guard let server = stream.records.handshake.facts.serverHello?.message, !server.isHelloRetryRequest
        else { return }
        serverHelloNumber = number
        defer { releaseEarly() }
        guard let serverID = server.connectionID else {
            // Whatever the client has offered.
            (sides[.client].idLength, sides[.server].idLength) = (0, 0)
            return
        }
        guard let client = stream.records.handshake.facts.clientHello?.message else { return }
        guard let clientID = client.connectionID else {
            (sides[.client].idLength, sides[.server].idLength) = (0, 0)
            return
        }
        (sides[.client].idLength, sides[.server].idLength) = (serverID.count, clientID.count)
        for (id, sender) in [(serverID, Role.client), (clientID, .server)]
        where !id.isEmpty && id.count <= DTLSNames.longestID {
            let name = DTLSNames.name(of: id, from: sender, server: self.server)
            directory.add(name, key)
            names.append(name)
        }
    }
}
