/// A value of JSON (RFC 8259), as it was read.
enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// As it is written: a counter may be larger than a Double tells apart.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// Of a key that comes twice, the last.
    case object([String: JSONValue])

    subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
        return value
    }

    /// Whether the key is there, with `null` or with anything else.
    func has(_ key: String) -> Bool {
        guard case .object(let members) = self else { return false }
        return members[key] != nil
    }

    var string: String? { if case .string(let text) = self { text } else { nil } }
    var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }

    var integer: Int64? {
        guard case .number(let text) = self else { return nil }
        return Int64(text) ?? Double(text).flatMap { Int64(exactly: $0.rounded()) }
    }

    var count: UInt64? { integer.flatMap { UInt64(exactly: $0) } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
}
