import ByteParsing
import HandshakeAnalysis
import TLSDecryption
import TLSWire

// What a carrier asks for to take its protection off.

extension HandshakeReader {
    /// The secret that protects what a sender sends at a level of TLS 1.3; `nil` where none is at hand.
    ///
    /// It is looked up anew at each call: a key log may grow.
    func secret(for level: ProtectionLevel, _ sender: Role) -> [UInt8]? {
        guard let client = facts.clientHello?.message, let secrets = keys.secrets(for: client.random) else {
            return nil
        }
        switch level {
        case .plaintext: return nil
        case .earlyData: return sender == .client ? secrets.earlyTraffic : nil
        // With those of one side alone, what the other says would look like silence; but who failed early has no others.
        case .handshake:
            guard secrets.handshakeTraffic(of: sender.opposite) != nil || !secrets.hasApplicationTraffic
            else {
                return nil
            }
            return secrets.handshakeTraffic(of: sender)
        case .application:
            // A server that refuses the client never comes to the client's.
            let isServerOfRefused = sender == .server && secrets.handshakeTraffic(of: .client) != nil
            guard isServerOfRefused || secrets.applicationTraffic(of: sender.opposite) != nil else {
                return nil
            }
            return secrets.applicationTraffic(of: sender)
        }
    }

    /// The master secret of TLS 1.2 and before, 48 bytes; `nil` where none is at hand.
    var masterSecret: [UInt8]? {
        guard let client = facts.clientHello?.message, let server = facts.serverHello?.message else {
            return nil
        }
        return keys.secrets(for: client.random)?.masterSecret ?? premaster?.masterSecret(client, server)
    }

    /// The level of what a sender sends under protection now.
    func level(of sender: Role) -> ProtectionLevel {
        facts.isTLS13 && facts.finished[sender] == nil ? .handshake : .application
    }

    // MARK: Key changes

    /// What a sender's messages said of its keys since this was last asked.
    mutating func takeKeyChange(of sender: Role) -> KeyChange {
        let change = sides[sender].keyChange
        sides[sender].keyChange = .none
        return change
    }

    /// A sender's Finished ends its handshake keys, and KeyUpdate the keys that it has (RFC 9846, section 4.7.3).
    mutating func noteKeyChange(_ message: HandshakeMessage, _ sender: Role) {
        guard facts.isTLS13 else { return }
        switch message {
        case .finished where facts.finished[sender] == nil && !authenticatesLater:
            sides[sender].keyChange = .application
        case .keyUpdate:
            guard case .update(let count) = sides[sender].keyChange else {
                if sides[sender].keyChange == .none { sides[sender].keyChange = .update(1) }
                return
            }
            sides[sender].keyChange = .update(count + 1)
        default: break
        }
    }

    /// The client authenticates after the handshake with the keys of its data.
    private var authenticatesLater: Bool { facts.certificateRequest?.stage == .postHandshake }
}
