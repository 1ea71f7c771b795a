public import ByteParsing

/// The extensions of a message: which, in the order in which they were sent, and which could not be read.
///
/// One extension that makes no sense must not hide the message that carries it, so its error is kept as a value.
public struct ExtensionList: Hashable, Sendable {
    /// How many unreadable or repeated extensions of one message are kept; further ones are only counted as types.
    public static let maximumMalformed = 16

    /// As sent, repeated ones included.
    public private(set) var types: [ExtensionType] = []
    /// What was wrong with the ones that could not be read; a repeated one is an ``ParseError/Reason/illegalValue(_:)``
    /// of `Extension.extension_type`.
    public private(set) var malformed: [ParseError] = []

    public func contains(_ type: ExtensionType) -> Bool { types.contains(type) }

    /// A message without extensions.
    init() {}

    // struct {
    //     ExtensionType extension_type;
    //     opaque extension_data<0..2^16-1>;
    // } Extension;                                                  RFC 9846, section 4.3
    /// Reads `Extension extensions<0..2^16-1>` and hands each body, once, to `read`, which must use it up.
    init(
        parsing reader: inout ByteReader,
        field: String,
        read: (ExtensionType, inout ByteReader) throws(ParseError) -> Void
    ) throws(ParseError) {
        var list = try reader.readVector(width: 2, bytes: 0...0xFFFF, field)
        types.reserveCapacity(min(list.remaining / 4, 24))
        var seen = SeenTypes()
        while !list.isAtEnd {
            let start = list.offset
            let type = ExtensionType(rawValue: try list.readUInt16("Extension.extension_type"))
            var body = try list.readVector(width: 2, bytes: 0...0xFFFF, "Extension.extension_data")
            types.append(type)
            guard seen.insert(type) else {
                note(
                    ParseError(
                        .illegalValue(UInt64(type.rawValue)),
                        field: "Extension.extension_type",
                        offset: start
                    )
                )
                continue
            }
            do throws(ParseError) {
                try read(type, &body)
            } catch {
                note(error)
            }
        }
    }

    private mutating func note(_ error: ParseError) {
        if malformed.count < Self.maximumMalformed { malformed.append(error) }
    }
}

/// Which types a list has had: a hostile list holds 16,000, so looking back through them is no way.
private struct SeenTypes {
    private var low: UInt64 = 0
    private var few = InlineArray<6, UInt16>(repeating: 0)
    private var fewCount = 0
    private var many: Set<UInt16> = []

    /// Returns `false` when the type was there already.
    mutating func insert(_ type: ExtensionType) -> Bool {
        let value = type.rawValue
        if value < 64 {
            let bit = UInt64(1) << UInt64(value)
            defer { low |= bit }
            return low & bit == 0
        }
        for index in 0..<fewCount where few[index] == value { return false }
        if fewCount < few.count {
            few[fewCount] = value
            fewCount += 1
            return true
        }
        return many.insert(value).inserted
    }
}
