import ByteParsing
import HandshakeAnalysis
import TLSDecryption
import TLSWire

/// Collects the protected records of one direction and opens them; it exists only where secrets are at hand.
final class RecordOpener {
    /// Records that may fail before the secret is given up; refused early data fails by nature.
    private static let patience = 64

    private var decryptor: RecordDecryptor
    /// Opens early data, up to EndOfEarlyData.
    private let early: RecordOpener?
    private var fragment: [UInt8] = []
    private(set) var isCollecting = false
    /// Records that were not shown to the decryptor since the last that it opened.
    private var missed: UInt64 = 0
    private(set) var hasOpened = false
    private(set) var failures = 0

    init(_ decryptor: consuming RecordDecryptor, early: RecordOpener? = nil, missed: UInt64 = 0) {
        self.decryptor = decryptor
        self.early = early
        self.missed = missed
    }

    /// The secret opened nothing, time after time: it is not this connection's.
    var isHopeless: Bool { failures >= (hasOpened || early != nil ? Self.patience : 3) }

    func begin() {
        fragment.removeAll(keepingCapacity: true)
        isCollecting = true
    }

    func collect(_ bytes: Span<UInt8>) { fragment.append(copying: bytes) }

    /// Gives up a record of which bytes are missing.
    func drop() {
        isCollecting = false
        missed += 1
    }

    /// Bytes are missing: any number of records may have gone with them.
    func noteGap() { missed = RecordDecryptor.maximumLookahead }

    /// Tries another opener on the record that was collected and did not open.
    func tryInstead(_ other: RecordOpener, _ header: RecordHeader) -> (type: ContentType, content: [UInt8])? {
        let bytes = fragment
        return other.open(bytes.span, header)
    }

    /// What was in the record that was collected; `nil` if it did not open.
    func open(_ header: RecordHeader) -> (type: ContentType, content: [UInt8])? {
        isCollecting = false
        let bytes = fragment
        if let opened = open(bytes.span, header) ?? early?.open(bytes.span, header) { return opened }
        failures += 1
        return nil
    }

    private func open(
        _ fragment: Span<UInt8>,
        _ header: RecordHeader
    ) -> (type: ContentType, content: [UInt8])? {
        guard case .decrypted(let type, _) = decryptor.decrypt(fragment, header: header, lookingAhead: missed)
        else { return nil }
        missed = 0
        hasOpened = true
        return (type, decryptor.copyPlaintext())
    }

    /// The sender said that its next records have the next keys (RFC 9846, section 4.7.3).
    func updateKeys() { _ = decryptor.updateKeys() }
}
