import ByteParsing
import TLSWire
import Testing

@testable import TLSDecryption

// What the tests of this room share.

/// A record that was opened.
struct Opened: Hashable {
    var contentType: ContentType
    var bytes: [UInt8]
    var skipped: UInt64 = 0
}

/// A decryptor in a class, since the macros of Testing take copyable values alone.
final class Opener {
    private var decryptor: RecordDecryptor

    init(_ decryptor: consuming RecordDecryptor) { self.decryptor = decryptor }

    convenience init(secret: [UInt8], suite: CipherSuite) throws {
        self.init(try RecordDecryptor.tls13(secret: secret, suite: suite))
    }

    var sequenceNumber: UInt64 { decryptor.sequenceNumber }

    var plaintext: [UInt8] { Self.plaintext(of: decryptor) }

    private static func plaintext(of decryptor: borrowing RecordDecryptor) -> [UInt8] {
        [UInt8](copying: decryptor.plaintext)
    }

    func updateKeys() -> Bool { decryptor.updateKeys() }

    /// What becomes of a record that stands with its header.
    func outcome(_ record: [UInt8], lookingAhead: UInt64 = 0) -> DecryptionOutcome {
        let header = RecordHeader(record.span, at: 0)
        return decryptor.decrypt(
            record.span.extracting(RecordHeader.byteCount...),
            header: header,
            lookingAhead: lookingAhead
        )
    }

    /// Opens a record; `nil` for anything but success.
    func open(_ record: [UInt8], lookingAhead: UInt64 = 0) -> Opened? {
        switch outcome(record, lookingAhead: lookingAhead) {
        case .decrypted(let contentType, let skipped):
            Opened(contentType: contentType, bytes: plaintext, skipped: skipped)
        case .authenticationFailed, .notProtected: nil
        }
    }
}

/// Bytes that a test knows to be hexadecimal.
func bytes(_ hexadecimal: String) throws -> [UInt8] { try #require([UInt8](hexadecimal: hexadecimal)) }

func random(_ hexadecimal: String) throws -> Random {
    let bytes = try bytes(hexadecimal)
    var reader = ByteReader(bytes.span)
    return try Random(parsing: &reader)
}

extension KeyLog {
    /// A log that holds the lines.
    init(lines: [String]) {
        self.init()
        var source = KeyLogSource()
        source.append(Array(lines.joined(separator: "\n").utf8).span, to: &self)
        source.finish(to: &self)
    }
}

/// A handshake message as far as a record's length can tell it.
struct Message: Hashable, Sendable, CustomStringConvertible {
    var type: HandshakeType
    var length: Int

    init(_ type: HandshakeType, _ length: Int) {
        self.type = type
        self.length = length
    }

    var description: String { "\(type.registeredName ?? "\(type.rawValue)")(\(length))" }

    /// Every whole message in the content of a record.
    static func all(in bytes: [UInt8]) -> [Message] {
        var deframer = HandshakeDeframer()
        var messages: [Message] = []
        deframer.receive(bytes.span) { output in
            if case .message(let type, let body) = output { messages.append(Message(type, body.count)) }
        }
        return messages
    }
}

/// The same numbers each time (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
