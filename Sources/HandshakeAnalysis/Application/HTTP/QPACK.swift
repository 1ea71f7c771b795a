/// Reads an encoded field section of HTTP/3 as far as that is possible without the dynamic table (RFC 9204, section 4.5).
///
/// A server that says something in its first answer mostly does so by the static table and literals, since the client has
/// to allow a dynamic one first.
enum QPACK {
    /// What the fields of one section may add up to.
    static let maximumSize = 64 << 10

    /// The fields; those that refer to the dynamic table are left out, and `nil` is for what breaks the RFC.
    static func decode(_ section: [UInt8]) -> [HPACKField]? {
        var cursor = HPACKCursor(bytes: section)
        var fields: [HPACKField] = []
        var size = 0
        do throws(HPACKError) {
            // Required Insert Count and Base.
            _ = try cursor.readInteger(prefix: 8)
            _ = try cursor.readInteger(prefix: 7)
            while let first = cursor.peek {
                guard let field = try readField(first, &cursor) else { continue }
                size += field.size
                guard size <= maximumSize else { return nil }
                fields.append(field)
            }
        } catch {
            return nil
        }
        return fields
    }

    private static func readField(
        _ first: UInt8,
        _ cursor: inout HPACKCursor
    ) throws(HPACKError) -> HPACKField? {
        if first & 0x80 != 0 {
            // Indexed: 1 T index(6+).
            let index = try cursor.readInteger(prefix: 6)
            return first & 0x40 != 0 ? try field(at: index) : nil
        }
        if first & 0x40 != 0 {
            // With a name reference: 01 N T index(4+).
            let index = try cursor.readInteger(prefix: 4)
            let value = try cursor.readString(prefix: 7)
            return first & 0x10 != 0 ? HPACKField(name: try field(at: index).name, value: value) : nil
        }
        if first & 0x20 != 0 {
            // With a literal name: 001 N H length(3+).
            let name = try cursor.readString(prefix: 3)
            return HPACKField(name: name, value: try cursor.readString(prefix: 7))
        }
        // Behind the base, and so of the dynamic table.
        if first & 0x10 != 0 {
            _ = try cursor.readInteger(prefix: 4)
        } else {
            _ = try cursor.readInteger(prefix: 3)
            _ = try cursor.readString(prefix: 7)
        }
        return nil
    }

    private static func field(at index: Int) throws(HPACKError) -> HPACKField {
        guard index < QPACKStaticTable.fields.count else { throw .indexOutOfRange(index) }
        return QPACKStaticTable.fields[index]
    }
}
