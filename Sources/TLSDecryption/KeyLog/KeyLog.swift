import ByteParsing
public import TLSWire

/// The secrets of key logs (RFC 9850), found by the random of a ClientHello.
///
/// What the lines say comes in through a ``KeyLogSource``, one for each file. Looking up a random that is not there
/// costs one probe of a hash table.
public struct KeyLog: Sendable {
    /// Secrets that are kept, at most, however much memory there is: offsets into them have 32 bits.
    public static let maximumSecrets = 4 << 20
    /// What one takes, with its part of what finds it.
    public static let bytesOfSecret = 128

    /// Secrets that were not kept, because there were too many.
    public private(set) var droppedSecrets = 0

    private let limit: Int
    /// The last entry of each client random, from which the others follow.
    private var newest: [Random: Int32] = [:]
    private var premasters: [PremasterIdentifier: Int32] = [:]
    private var entries: [Entry] = []
    /// The secrets of all entries, one after the other.
    private var bytes: [UInt8] = []

    private struct Entry {
        let label: KeyLogLabel
        let size: UInt8
        /// The entry before this one of the same client random.
        let previous: Link
        let offset: UInt32
    }

    /// Another entry or none, in four bytes: an optional would take five.
    private struct Link {
        private let number: UInt32

        static let none = Link(number: 0)

        private init(number: UInt32) { self.number = number }
        init(_ index: Int32) { number = UInt32(index) + 1 }

        var index: Int32? { number == 0 ? nil : Int32(number - 1) }
    }

    /// A log of so many secrets at most.
    public init(limit: Int = maximumSecrets) { self.limit = min(limit, Self.maximumSecrets) }

    public var isEmpty: Bool { entries.isEmpty }

    /// Secrets that are kept.
    public var count: Int { entries.count }
    /// Whether there are lines of the old label `RSA`, which name a secret by how it was encrypted.
    public var hasPremasterSecrets: Bool { !premasters.isEmpty }

    // MARK: Look-up

    /// What is known of the connection whose ClientHello carried `clientRandom`; `nil` if nothing is.
    public func secrets(for clientRandom: Random) -> SessionSecrets? {
        guard let newest = newest[clientRandom] else { return nil }
        var secrets = SessionSecrets()
        var link = Link(newest)
        while let index = link.index {
            let entry = entries[Int(index)]
            let secret = secret(of: entry)
            switch entry.label {
            case .masterSecret: secrets.masterSecret = secret
            case .clientEarlyTraffic: secrets.earlyTraffic = secret
            case .clientHandshakeTraffic: secrets.clientHandshakeTraffic = secret
            case .serverHandshakeTraffic: secrets.serverHandshakeTraffic = secret
            case .clientTraffic(let generation): secrets.clientApplicationTraffic[generation] = secret
            case .serverTraffic(let generation): secrets.serverApplicationTraffic[generation] = secret
            case .premasterSecret, .notUsed: break
            }
            link = entry.previous
        }
        return secrets
    }

    /// The premaster secret that a client sent with the server's RSA key; `nil` if it is not known.
    ///
    /// It is named by its encryption, as that stands in ClientKeyExchange, without the length.
    public func premasterSecret(encryptedAs encryptedPremasterSecret: Span<UInt8>) -> [UInt8]? {
        guard let identifier = PremasterIdentifier(encryptedPremasterSecret),
            let index = premasters[identifier]
        else {
            return nil
        }
        return secret(of: entries[Int(index)])
    }

    private func secret(of entry: Entry) -> [UInt8] {
        Array(bytes[Int(entry.offset)..<Int(entry.offset) + Int(entry.size)])
    }

    // MARK: Lines

    /// Keeps a secret; a later line for the same thing replaces an earlier one.
    ///
    /// Identifier and secret are of the sizes that the label asks for.
    mutating func insert(_ label: KeyLogLabel, identifier: [UInt8], secret: [UInt8]) {
        if label == .premasterSecret {
            guard let identifier = PremasterIdentifier(identifier.span) else { return }
            if let index = premasters[identifier] {
                replace(entries[Int(index)], with: secret)
            } else if let index = append(label, secret, previous: .none) {
                premasters[identifier] = index
            }
            return
        }
        var reader = ByteReader(identifier.span)
        guard let random = try? Random(parsing: &reader) else { return }
        let last = newest[random].map { Link($0) } ?? .none
        var link = last
        while let index = link.index {
            let entry = entries[Int(index)]
            if entry.label == label, Int(entry.size) == secret.count {
                replace(entry, with: secret)
                return
            }
            link = entry.previous
        }
        if let index = append(label, secret, previous: last) { newest[random] = index }
    }

    private mutating func replace(_ entry: Entry, with secret: [UInt8]) {
        for (index, byte) in secret.enumerated() { bytes[Int(entry.offset) + index] = byte }
    }

    private mutating func append(_ label: KeyLogLabel, _ secret: [UInt8], previous: Link) -> Int32? {
        guard entries.count < limit else {
            droppedSecrets += 1
            return nil
        }
        entries.append(
            Entry(label: label, size: UInt8(secret.count), previous: previous, offset: UInt32(bytes.count))
        )
        bytes += secret
        return Int32(entries.count - 1)
    }
}

/// What an `RSA` line calls its premaster secret: the first bytes of the encrypted one.
struct PremasterIdentifier: Hashable, Sendable {
    static let byteCount = 8

    private let bytes: UInt64

    /// - Parameter encrypted: `nil` if it is too short to name anything.
    init?(_ encrypted: Span<UInt8>) {
        guard encrypted.count >= Self.byteCount else { return nil }
        bytes = encrypted.bigEndianUInt64(at: 0)
    }
}
