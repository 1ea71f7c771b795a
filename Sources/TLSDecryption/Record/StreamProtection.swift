import OpenSSLHandles
import TLSWire

/// Opens records that a stream cipher, or no cipher, and a MAC protect.
struct StreamProtection: ~Copyable {
    /// `nil` for the suites that authenticate and do not encrypt.
    private var cipher: CipherContext?
    /// `nil` for TLS_NULL_WITH_NULL_NULL alone.
    private var authenticator: RecordAuthenticator?
    private let macSize: Int
    private let isNull: Bool
    /// The number of the record that the key stream has come to.
    private var position: UInt64 = 0

    init(_ cipher: consuming CipherContext?, _ authenticator: consuming RecordAuthenticator?, macSize: Int) {
        isNull = cipher == nil
        self.cipher = cipher
        self.authenticator = authenticator
        self.macSize = macSize
    }

    /// Puts the plaintext at the start of `buffer`, which is at least as long as the fragment, and returns its size;
    /// `nil` if the record is not authentic.
    mutating func open(
        _ fragment: Span<UInt8>,
        of header: RecordHeader,
        sequenceNumber: UInt64,
        _ data: [UInt8] = [],
        into buffer: inout [UInt8]
    ) -> Int? {
        let count = fragment.count - macSize
        guard count >= 0 else { return nil }
        if isNull {
            for index in fragment.indices { buffer[index] = fragment[index] }
            return isAuthentic(count, header, sequenceNumber, data, buffer) ? count : nil
        }
        // Another record than the next would need the bytes of those between.
        guard sequenceNumber == position, let before = cipher?.copy() else { return nil }
        if cipher?.decryptStream(fragment, into: &buffer) == true,
            isAuthentic(count, header, sequenceNumber, data, buffer)
        {
            position += 1
            return count
        }
        cipher = consume before
        return nil
    }

    private mutating func isAuthentic(
        _ count: Int,
        _ header: RecordHeader,
        _ sequenceNumber: UInt64,
        _ data: [UInt8],
        _ buffer: [UInt8]
    ) -> Bool {
        authenticator?.verify(
            buffer.span.extracting(count..<count + macSize),
            of: buffer.span.extracting(0..<count),
            header: header,
            sequenceNumber: sequenceNumber,
            data
        ) ?? true
    }
}
