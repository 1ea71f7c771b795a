/// One header field of HTTP/2; names are in lower case on the wire.
struct HPACKField: Hashable, Sendable {
    var name: [UInt8]
    var value: [UInt8]

    init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }

    init(_ name: String, _ value: String) {
        self.init(name: Array(name.utf8), value: Array(value.utf8))
    }

    /// What it counts for in a table (RFC 7541, section 4.1).
    var size: Int { name.count + value.count + 32 }
}

extension [HPACKField] {
    /// The first value of a field, whose name may be written in any case.
    func value(of name: String) -> [UInt8]? { first { $0.name.equalsIgnoringCase(name) }?.value }
}

/// A header block that breaks RFC 7541, or a limit of ours; the connection's later blocks cannot be read either.
enum HPACKError: Error, Hashable {
    case truncated
    case integerTooLarge
    case indexOutOfRange(Int)
    case badHuffmanString
    case tableSizeTooLarge(Int)
    case tooManyFields
}

/// Decodes the header blocks of one direction of an HTTP/2 connection (RFC 7541).
///
/// Its dynamic table starts at 4096 bytes; what the peer's SETTINGS allowed is not known here, so an update is
/// believed up to ``maximumTableSize``. Entries share their bytes with the fields that they came from.
struct HPACKDecoder: Sendable {
    static let maximumTableSize = 64 << 10
    /// What the fields of one block may add up to; a byte of input can repeat the largest entry of the table.
    static let maximumBlockSize = 64 << 10

    /// The latest first.
    private var dynamicTable: [HPACKField] = []
    private var dynamicSize = 0
    private var capacity = 4096

    /// The fields of a complete header block.
    mutating func decode(_ block: [UInt8]) throws(HPACKError) -> [HPACKField] {
        var cursor = HPACKCursor(bytes: block)
        var fields: [HPACKField] = []
        var size = 0
        while let first = cursor.peek {
            let field: HPACKField
            if first & 0x80 != 0 {
                field = try lookUp(cursor.readInteger(prefix: 7))
            } else if first & 0xC0 == 0x40 {
                field = try readLiteral(&cursor, prefix: 6)
                insert(field)
            } else if first & 0xE0 == 0x20 {
                try resize(cursor.readInteger(prefix: 5))
                continue
            } else {
                field = try readLiteral(&cursor, prefix: 4)
            }
            size += field.size
            guard size <= HPACKDecoder.maximumBlockSize else { throw .tooManyFields }
            fields.append(field)
        }
        return fields
    }

    private func readLiteral(_ cursor: inout HPACKCursor, prefix: UInt8) throws(HPACKError) -> HPACKField {
        let index = try cursor.readInteger(prefix: prefix)
        let name = index == 0 ? try cursor.readString() : try lookUp(index).name
        return HPACKField(name: name, value: try cursor.readString())
    }

    // MARK: Tables

    private func lookUp(_ index: Int) throws(HPACKError) -> HPACKField {
        let fixed = HPACKStaticTable.fields
        if index >= 1, index <= fixed.count { return fixed[index - 1] }
        let own = index - fixed.count - 1
        guard own >= 0, own < dynamicTable.count else { throw .indexOutOfRange(index) }
        return dynamicTable[own]
    }

    private mutating func insert(_ field: HPACKField) {
        dynamicTable.insert(field, at: 0)
        dynamicSize += field.size
        evict()
    }

    private mutating func resize(_ size: Int) throws(HPACKError) {
        guard size <= HPACKDecoder.maximumTableSize else { throw .tableSizeTooLarge(size) }
        capacity = size
        evict()
    }

    private mutating func evict() {
        while dynamicSize > capacity, let last = dynamicTable.popLast() { dynamicSize -= last.size }
    }
}
