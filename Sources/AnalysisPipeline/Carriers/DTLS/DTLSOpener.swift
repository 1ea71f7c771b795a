import ByteParsing
import HandshakeAnalysis
import TLSDecryption
import TLSWire

/// Opens the sealed records of a connection of DTLS, epoch by epoch, where secrets are at hand.
struct DTLSOpener {
    /// Records of a sender for which a secret is looked for; a key log that grows may be late.
    private static let maximumLookups = 32
    /// Records that may fail before a secret that never opened one is given up.
    private static let patience = 3
    /// Epochs of which keys are kept.
    private static let maximumEpochs = 4

    /// The keys of a sender in an epoch.
    private final class Keys {
        var decryptor: RecordDecryptor
        let sender: Role
        let epoch: UInt16
        var hasOpened = false
        var failures = 0

        init(_ decryptor: consuming RecordDecryptor, _ sender: Role, _ epoch: UInt16) {
            self.decryptor = decryptor
            self.sender = sender
            self.epoch = epoch
        }
    }

    private var keys: [Keys] = []
    private var lookups = 0
    /// The epoch in which the last ClientHello came.
    var handshakeEpoch: UInt16 = 0

    // MARK: Up to DTLS 1.2

    /// What is in a record; `nil` if it stays closed, and then the reader was told why.
    mutating func open(
        _ type: ContentType,
        _ epoch: UInt16,
        _ number: UInt64,
        header: Span<UInt8>,
        _ fragment: Span<UInt8>,
        _ sender: Role,
        _ reader: inout HandshakeReader,
        _ packet: PacketReference
    ) -> (type: ContentType, content: [UInt8])? {
        guard let keys = keys(of: sender, epoch, reader) else {
            reader.receiveLoss(.sealed, from: sender, at: packet)
            return nil
        }
        let record = RecordHeader(
            contentType: type,
            legacyRecordVersion: ProtocolVersion(rawValue: header.bigEndianUInt16(at: 1)),
            length: UInt16(truncatingIfNeeded: fragment.count)
        )
        let isHidden = type == .tls12CID
        let isOfDraft = reader.facts.serverHello?.message.draftConnectionID != nil
        let outcome = keys.decryptor.decrypt(
            fragment,
            header: record,
            number: UInt64(epoch) << 48 | number,
            authenticated: isHidden ? Self.authenticated(header, isOfDraft: isOfDraft) : []
        )
        guard case .decrypted(let inner, _) = outcome else {
            keys.failures += 1
            reader.receiveLoss(.sealed, from: sender, at: packet)
            if !keys.hasOpened, keys.failures == Self.patience {
                reader.receiveLoss(.secrets, from: sender, at: packet)
            }
            return nil
        }
        keys.hasOpened = true
        return (inner, keys.decryptor.copyPlaintext())
    }

    //  additional_data = seq_num_placeholder + tls12_cid + cid_length + tls12_cid +
    //                    DTLSCiphertext.version + epoch + sequence_number + cid + length_of_DTLSInnerPlaintext
    //                                                               RFC 9146, section 5.3
    //  additional_data = epoch + sequence_number + tls12_cid + DTLSCiphertext.version + cid + cid_length +
    //                    length_of_DTLSInnerPlaintext               draft-ietf-tls-dtls-connection-id-05, section 5.3
    private static func authenticated(_ header: Span<UInt8>, isOfDraft: Bool) -> [UInt8] {
        let id = header.extracting(11..<max(11, header.count - 2))
        let type = ContentType.tls12CID.rawValue
        if isOfDraft {
            var bytes = [UInt8](copying: header.extracting(3..<11)) + [type]
            bytes.append(copying: header.extracting(1..<3))
            bytes.append(copying: id)
            return bytes + [UInt8(truncatingIfNeeded: id.count)]
        }
        var bytes = [UInt8](repeating: 0xFF, count: 8) + [type, UInt8(truncatingIfNeeded: id.count), type]
        bytes.append(copying: header.extracting(1..<11))
        bytes.append(copying: id)
        return bytes
    }

    /// Makes the keys of both sides in an epoch while the hellos are at hand that they follow from.
    mutating func keep(_ epoch: UInt16, _ reader: borrowing HandshakeReader) {
        for sender in [Role.client, .server] { _ = keys(of: sender, epoch, reader) }
    }

    private mutating func keys(of sender: Role, _ epoch: UInt16, _ reader: borrowing HandshakeReader) -> Keys?
    {
        if let known = keys.first(where: { $0.sender == sender && $0.epoch == epoch }) {
            return known.hasOpened || known.failures < Self.patience ? known : nil
        }
        // The hellos that are at hand made the keys of one epoch alone.
        guard epoch == handshakeEpoch &+ 1, lookups < Self.maximumLookups else { return nil }
        lookups += 1
        guard let client = reader.facts.clientHello?.message, let server = reader.facts.serverHello?.message,
            let masterSecret = reader.masterSecret,
            let decryptor = try? RecordDecryptor.tls12(
                masterSecret: masterSecret,
                clientRandom: client.random,
                serverRandom: server.random,
                suite: server.cipherSuite,
                version: server.negotiatedVersion.withoutDatagrams,
                encryptThenMAC: server.usesEncryptThenMAC,
                compressionMethod: server.compressionMethod,
                sender: sender
            )
        else { return nil }
        if keys.count == Self.maximumEpochs * 2 { keys.removeFirst() }
        let made = Keys(decryptor, sender, epoch)
        keys.append(made)
        return made
    }
}
