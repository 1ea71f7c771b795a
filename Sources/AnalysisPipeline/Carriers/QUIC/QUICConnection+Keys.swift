import ByteParsing
import HandshakeAnalysis
import TLSDecryption
import TLSWire

// Keys that follow from a key log.

extension QUICConnection {
    /// Packets for which secrets are looked for in vain; a key log that grows may be late.
    private static let maximumLookups = 64

    private var suite: CipherSuite? {
        session.stream.records.handshake.facts.serverHello?.message.cipherSuite
    }

    private var hasKeyLog: Bool { !session.stream.records.handshake.keys.isEmpty }

    /// Whether keys may come for a packet that does not open now: with a hello, or from a key log that grows.
    func mayOpenLater(_ type: QUICPacketType) -> Bool {
        guard hasKeyLog, lookups < Self.maximumLookups else { return false }
        guard suite != nil else { return true }
        switch type {
        case .handshake:
            return learnt.map { $0.handshake[.server] == nil || $0.handshake[.client] == nil } ?? true
        case .oneRTT: return learnt.map { $0.phases[.server] == nil || $0.phases[.client] == nil } ?? true
        case .initial, .zeroRTT, .retry, .versionNegotiation: return false
        }
    }

    func handshakeKeys(of sender: Role) -> QUICPacketKeys? {
        if let known = learnt?.handshake[sender] { return known }
        guard let keys = makeKeys(.handshake, sender) else { return nil }
        learn().handshake[sender] = keys
        return keys
    }

    /// 0-RTT has the suite of the session that is resumed, as a rule the one that is chosen now.
    func earlyDataKeys() -> QUICPacketKeys? {
        if let known = learnt?.early { return known }
        guard let keys = makeKeys(.earlyData, .client) else { return nil }
        learn().early = keys
        return keys
    }

    func phase(of sender: Role) -> QUICKeyPhase? {
        if let known = learnt?.phases[sender] { return known }
        guard hasKeyLog, let secret = session.stream.records.handshake.secret(for: .application, sender),
            let keys = makeKeys(.application, sender)
        else { return nil }
        let phase = QUICKeyPhase(secret: secret, keys: keys)
        learn().phases[sender] = phase
        return phase
    }

    private func makeKeys(_ level: ProtectionLevel, _ sender: Role) -> QUICPacketKeys? {
        guard hasKeyLog, let suite, let family = version.family, lookups < Self.maximumLookups else {
            return nil
        }
        guard let secret = session.stream.records.handshake.secret(for: level, sender) else {
            lookups += 1
            return nil
        }
        return QUICKeySchedule.keys(secret: secret, suite: suite, family)
    }

    /// The keys after an update.
    func keys(after phase: QUICKeyPhase) -> (secret: [UInt8], keys: QUICPacketKeys)? {
        guard let suite, let family = version.family,
            let secret = QUICKeySchedule.nextSecret(after: phase.secret, suite: suite, family),
            var keys = QUICKeySchedule.keys(secret: secret, suite: suite, family)
        else { return nil }
        keys.keepHeaderKey(of: phase.keys)
        return (secret, keys)
    }
}
