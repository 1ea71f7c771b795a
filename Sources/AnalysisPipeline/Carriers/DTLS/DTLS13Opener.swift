import ByteParsing
import HandshakeAnalysis
import TLSDecryption
import TLSWire

/// Opens the records of a connection of DTLS 1.3, epoch by epoch, where secrets are at hand.
///
///     epoch    0          1             2            3            4 …
///     keys     none       early data    handshake    data         after each KeyUpdate       RFC 9147, section 6.1
struct DTLS13Opener {
    /// Records of a sender for which a secret is looked for; a key log that grows may be late.
    private static let maximumLookups = 32
    /// Records that may fail before a secret that never opened one is given up.
    private static let patience = 3
    /// Epochs of which keys are kept.
    private static let maximumKeys = 12
    private static let firstOfData: UInt16 = 3
    /// KeyUpdates that are followed without having been seen.
    private static let maximumEpoch: UInt16 = 1 << 10

    /// The keys of a sender in an epoch.
    private final class Keys {
        var decryptor: DTLS13Decryptor
        let sender: Role
        let epoch: UInt16
        let secret: [UInt8]
        var hasOpened = false
        var failures = 0

        init(_ decryptor: consuming DTLS13Decryptor, _ sender: Role, _ epoch: UInt16, secret: [UInt8]) {
            self.decryptor = decryptor
            self.sender = sender
            self.epoch = epoch
            self.secret = secret
        }
    }

    struct Opened {
        let type: ContentType
        let content: [UInt8]
        let number: UInt64
        let epoch: UInt16
        let level: ProtectionLevel
    }

    private var keys: [Keys] = []
    private var lookups = 0
    /// The latest epoch of which a record of the sender was opened.
    private var latest = (client: UInt16(2), server: UInt16(2))
    private var hasGivenUp = false

    /// What is in a record; `nil` if it stays closed.
    mutating func open(
        _ record: DTLSRecord,
        in datagram: Span<UInt8>,
        _ sender: Role,
        _ reader: inout HandshakeReader,
        _ packet: PacketReference
    ) -> Opened? {
        let latest = sender == .client ? self.latest.client : self.latest.server
        for epoch in Self.candidates(record.epoch, after: latest) {
            guard let keys = keys(of: sender, epoch, reader) else { continue }
            guard let opened = keys.decryptor.open(record, in: datagram) else {
                keys.failures += 1
                continue
            }
            keys.hasOpened = true
            if sender == .client {
                self.latest.client = max(latest, epoch)
            } else {
                self.latest.server = max(latest, epoch)
            }
            return Opened(
                type: opened.type,
                content: opened.content,
                number: opened.number,
                epoch: epoch,
                level: epoch == 1 ? .earlyData : epoch < Self.firstOfData ? .handshake : .application
            )
        }
        reader.receiveLoss(.sealed, from: sender, at: packet)
        if !hasGivenUp, keys.contains(where: { !$0.hasOpened && $0.failures == Self.patience }),
            !keys.contains(where: \.hasOpened)
        {
            hasGivenUp = true
            reader.receiveLoss(.secrets, from: sender, at: packet)
        }
        return nil
    }

    /// The epochs that a record may be of, by the two bits that are sent of them: the latest, the next, an earlier one.
    static func candidates(_ bits: UInt16, after latest: UInt16) -> [UInt16] {
        var epochs: [UInt16] = []
        let base = latest & ~3 | bits
        if base == latest || base == latest + 1 { epochs.append(base) }
        if base + 4 == latest + 1 { epochs.append(base + 4) }
        if base < latest, base > 0 { epochs.append(base) }
        if base >= 4, base - 4 < latest, base - 4 > 0 { epochs.append(base - 4) }
        return epochs
    }

    private mutating func keys(of sender: Role, _ epoch: UInt16, _ reader: borrowing HandshakeReader) -> Keys?
    {
        if let known = keys.first(where: { $0.sender == sender && $0.epoch == epoch }) {
            return known.hasOpened || known.failures < Self.patience ? known : nil
        }
        guard lookups < Self.maximumLookups, let suite = reader.facts.serverHello?.message.cipherSuite else {
            return nil
        }
        lookups += 1
        guard let secret = secret(of: sender, epoch, suite, reader),
            let decryptor = DTLS13Decryptor(secret: secret, suite: suite)
        else { return nil }
        if keys.count == Self.maximumKeys { keys.removeFirst() }
        let made = Keys(decryptor, sender, epoch, secret: secret)
        keys.append(made)
        // A look-up that found something was none too many.
        lookups -= 1
        return made
    }

    private func secret(
        of sender: Role,
        _ epoch: UInt16,
        _ suite: CipherSuite,
        _ reader: borrowing HandshakeReader
    ) -> [UInt8]? {
        switch epoch {
        case 1: return reader.secret(for: .earlyData, sender)
        case 2: return reader.secret(for: .handshake, sender)
        case Self.firstOfData: return reader.secret(for: .application, sender)
        default:
            guard epoch > Self.firstOfData, epoch < Self.maximumEpoch else { return nil }
            if let before = keys.first(where: { $0.sender == sender && $0.epoch == epoch - 1 }) {
                return DTLS13Decryptor.nextSecret(after: before.secret, suite: suite)
            }
            var secret = reader.secret(for: .application, sender)
            for _ in Self.firstOfData..<epoch {
                secret = secret.flatMap { DTLS13Decryptor.nextSecret(after: $0, suite: suite) }
            }
            return secret
        }
    }
}
