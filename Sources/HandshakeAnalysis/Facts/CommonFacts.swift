import ByteParsing
import TLSWire

/// What many connections have in common, kept so that it is worked out once: names, and what the certificates of two
/// ends have to do with each other.
///
/// Each engine has its own. It changes no answer, only what an answer costs.
public struct CommonFacts {
    private var serverNames = RecentTexts()
    private var applicationProtocols = RecentTexts()
    private var version: [ProtocolVersion] = []
    var pairs = RecentPairs()

    public init() {}

    mutating func serverName(of hello: ClientHello) -> String? {
        guard let bytes = hello.plainServerName else { return hello.serverName }
        return serverNames.text(of: bytes) { hello.serverName }
    }

    mutating func applicationProtocol(of concluded: ConcludedFacts) -> String? {
        guard let hello = concluded.facts.serverHello?.message else { return nil }
        guard let bytes = hello.plainApplicationProtocol else {
            return hello.applicationProtocol
                ?? concluded.facts.encryptedExtensions?.message.applicationProtocol
        }
        return applicationProtocols.text(of: bytes) { hello.applicationProtocol }
    }

    /// The versions offered, without GREASE, which few clients send.
    mutating func offeredVersions(of hello: ClientHello) -> [ProtocolVersion] {
        let supported = hello.supportedVersions
        guard supported.isEmpty else {
            return supported.contains { $0.isGREASE } ? supported.filter { !$0.isGREASE } : supported
        }
        let legacy = hello.legacyVersion
        guard !legacy.isGREASE else { return [] }
        if version.first != legacy { version = [legacy] }
        return version
    }
}

/// Texts that were made of bytes of late, of which no other connection has to make them again.
struct RecentTexts {
    private static let capacity = 64
    /// The longest that is kept.
    private static let longestText = 255

    private struct Entry {
        let bytes: [UInt8]
        let text: String?
    }

    private var entries: [Entry?] = []

    /// The text of these bytes, or what `make` makes of them.
    mutating func text(of bytes: Span<UInt8>, _ make: () -> String?) -> String? {
        if entries.isEmpty { entries = Array(repeating: nil, count: Self.capacity) }
        // Names of one domain differ at their start. Who makes many meet in one place has them made anew, and no more.
        let place =
            (bytes.count &+ 7 &* Int(bytes[0]) &+ 31 &* Int(bytes[bytes.count / 2])) & (Self.capacity - 1)
        if let entry = entries[place], bytes.hasSameBytes(as: entry.bytes) { return entry.text }
        let text = make()
        if bytes.count <= Self.longestText {
            entries[place] = Entry(bytes: [UInt8](copying: bytes), text: text)
        }
        return text
    }
}

/// What was found of the certificates that two ends showed each other, for those that meet again.
struct RecentPairs {
    private static let capacity = 256

    struct Pair {
        let client: CertificateChain?
        let server: CertificateChain?
        let requested: RequestedCertificates?
        let serverName: String?

        /// Objects that are held on to, so no other takes the place of one in memory.
        fileprivate func isSame(as other: Pair) -> Bool {
            client === other.client && server === other.server && requested === other.requested
                && serverName == other.serverName
        }

        fileprivate var place: Int {
            let client = client.map { UInt(bitPattern: ObjectIdentifier($0)) } ?? 0
            let server = server.map { UInt(bitPattern: ObjectIdentifier($0)) } ?? 0
            let mixed = SeededHash.mix(UInt64(client ^ server &<< 24), 0x9E37_79B9_7F4A_7C15)
            return Int(truncatingIfNeeded: mixed) & (RecentPairs.capacity - 1)
        }
    }

    private var entries: [(pair: Pair, isInOrder: Bool)?] = []

    /// Whether a pair was found to be in order, or what `look` finds.
    mutating func isInOrder(_ pair: Pair, _ look: (Pair) -> Bool) -> Bool {
        if entries.isEmpty { entries = Array(repeating: nil, count: Self.capacity) }
        let place = pair.place
        if let entry = entries[place], entry.pair.isSame(as: pair) { return entry.isInOrder }
        let isInOrder = look(pair)
        entries[place] = (pair, isInOrder)
        return isInOrder
    }
}
