import ByteParsing

/// The key of a redaction, as a file holds it: 32 bytes, or 64 hexadecimal digits and at most a line's end.
public struct RedactionKey: Hashable, Sendable {
    public static let size = 32

    public let bytes: [UInt8]

    /// `nil` for anything else: a text that was meant as a password makes no key.
    public init?(_ content: [UInt8]) {
        if content.count == Self.size {
            bytes = content
            return
        }
        var text = content[...]
        if text.last == UInt8(ascii: "\n") { text.removeLast() }
        if text.last == UInt8(ascii: "\r") { text.removeLast() }
        guard text.count == 2 * Self.size,
            let key = [UInt8](hexadecimal: String(decoding: text, as: UTF8.self))
        else { return nil }
        bytes = key
    }
}
