import ByteParsing
import TLSWire

/// What hellos settled of late, for the connections whose hellos settle the same.
///
/// What is looked at is everything that ``TLSFacts`` rest on: single values, and the bodies of three extensions as bytes.
/// So it costs no text and no list to find that they are known.
struct RecentSettlements {
    private static let capacity = 256
    /// The longest body of which anything is kept.
    private static let longestBody = 260

    private final class Entry: Sendable {
        let key: Key
        let serverName: [UInt8]
        let supportedVersions: [UInt8]
        let selectedProtocol: [UInt8]
        /// That of EncryptedExtensions.
        let decryptedProtocol: String?
        let facts: TLSFacts

        init(_ key: Key, _ concluded: borrowing ConcludedFacts, _ facts: TLSFacts) {
            self.key = key
            let client = concluded.facts.clientHello?.message.deferred
            let server = concluded.facts.serverHello?.message.deferred
            serverName = client.map { [UInt8](copying: $0.bytes(of: .serverName)) } ?? []
            supportedVersions = client.map { [UInt8](copying: $0.bytes(of: .supportedVersions)) } ?? []
            selectedProtocol =
                server.map { [UInt8](copying: $0.bytes(of: .applicationLayerProtocolNegotiation)) } ?? []
            decryptedProtocol = RecentSettlements.decryptedProtocol(concluded)
            self.facts = facts
        }

        // An empty body cannot be read, which is as if it were not there.

        @inline(__always)
        func holds(
            _ serverName: Span<UInt8>,
            _ supportedVersions: Span<UInt8>,
            _ server: DeferredExtensions?
        ) -> Bool {
            guard serverName.hasSameBytes(as: self.serverName),
                supportedVersions.hasSameBytes(as: self.supportedVersions)
            else { return false }
            guard let server else { return selectedProtocol.isEmpty }
            return server.bytes(of: .applicationLayerProtocolNegotiation).hasSameBytes(as: selectedProtocol)
        }

        var isShort: Bool {
            serverName.count <= longestBody && supportedVersions.count <= longestBody
                && selectedProtocol.count <= longestBody
        }
    }

    private var entries: [Entry?] = []

    mutating func facts(of concluded: borrowing ConcludedFacts) -> TLSFacts {
        // The extensions are given names, and not the hellos that they are of, which take five times as long to copy.
        facts(
            of: concluded,
            concluded.facts.clientHello?.message.deferred,
            concluded.facts.serverHello?.message.deferred
        )
    }

    @inline(never)
    private mutating func facts(
        of concluded: borrowing ConcludedFacts,
        _ client: DeferredExtensions?,
        _ server: DeferredExtensions?
    ) -> TLSFacts {
        if entries.isEmpty { entries = Array(repeating: nil, count: Self.capacity) }
        let key = Key(concluded, client)
        guard let client else { return TLSFacts(concluded, key) }
        let serverName = client.bytes(of: .serverName)
        let supportedVersions = client.bytes(of: .supportedVersions)
        let place = Self.place(key, serverName, supportedVersions)
        if let known = entries[place], known.key == key, known.holds(serverName, supportedVersions, server),
            known.decryptedProtocol == Self.decryptedProtocol(concluded)
        {
            return known.facts
        }
        let entry = Entry(key, concluded, TLSFacts(concluded, key))
        if entry.isShort { entries[place] = entry }
        return entry.facts
    }

    /// Who makes many meet in one place has them made anew, and no more.
    @inline(__always)
    private static func place(
        _ key: Key,
        _ serverName: Span<UInt8>,
        _ supportedVersions: Span<UInt8>
    ) -> Int {
        // Names of one domain differ at their start, after five bytes of lengths and type.
        var word = serverName.count > 8 ? serverName.bigEndianUInt32(at: 5) : 0
        word ^= UInt32(truncatingIfNeeded: serverName.count << 8 | supportedVersions.count)
        let hello = UInt64(word) << 16 | UInt64(key.cipherSuite?.rawValue ?? 0)
        let flags: UInt64 = (key.resumption == nil ? 0 : 1) | (key.offersPostHandshakeAuth ? 2 : 0)
        return Int(SeededHash.mix(hello, 0x9E37_79B9_7F4A_7C15 &+ flags) & UInt64(capacity - 1))
    }

    @inline(__always)
    fileprivate static func decryptedProtocol(_ concluded: borrowing ConcludedFacts) -> String? {
        concluded.facts.encryptedExtensions?.message.applicationProtocol
    }
}

extension RecentSettlements {
    /// What takes no bytes to say.
    fileprivate struct Key: Equatable {
        let version: ProtocolVersion?
        let cipherSuite: CipherSuite?
        let legacyVersion: ProtocolVersion?
        let resumption: ResumptionKind?
        let authentication: PeerAuthentication?
        let isHelloRetryRequested: Bool
        let isDecrypted: Bool
        let offersEncryptedClientHello: Bool
        let offersPostHandshakeAuth: Bool

        @inline(__always)
        init(_ concluded: borrowing ConcludedFacts, _ client: DeferredExtensions?) {
            version = concluded.facts.version
            cipherSuite = concluded.facts.serverHello?.message.cipherSuite
            legacyVersion = concluded.facts.clientHello?.message.legacyVersion
            resumption = concluded.resumption
            authentication = concluded.authentication
            isHelloRetryRequested = concluded.facts.helloRetryRequest != nil
            isDecrypted = concluded.facts.isDecrypted
            offersEncryptedClientHello = client?.contains(.encryptedClientHello) ?? false
            offersPostHandshakeAuth =
                client?.contains(.postHandshakeAuth) ?? false
                && concluded.facts.clientHello?.message.offersPostHandshakeAuth ?? false
        }
    }
}

extension TLSFacts {
    /// What the hellos of a connection settled, of which nothing is shared.
    public convenience init(_ concluded: ConcludedFacts) {
        self.init(concluded, RecentSettlements.Key(concluded, concluded.facts.clientHello?.message.deferred))
    }

    fileprivate convenience init(_ concluded: borrowing ConcludedFacts, _ key: RecentSettlements.Key) {
        let client = concluded.facts.clientHello?.message
        let server = concluded.facts.serverHello?.message
        self.init(
            version: key.version,
            cipherSuite: key.cipherSuite,
            serverName: client?.serverName,
            applicationProtocol: server.flatMap {
                $0.applicationProtocol ?? RecentSettlements.decryptedProtocol(concluded)
            },
            resumption: key.resumption,
            isHelloRetryRequested: key.isHelloRetryRequested,
            isDecrypted: key.isDecrypted,
            authentication: key.authentication,
            // Without GREASE, which few clients send.
            offeredVersions: client?.versionsOffered.filter { !$0.isGREASE } ?? [],
            offersEncryptedClientHello: key.offersEncryptedClientHello,
            offersPostHandshakeAuth: key.offersPostHandshakeAuth
        )
    }
}
