internal import SwiftASN1

// Readers that look at what is there instead of decoding into types: a certificate from the wild is read as far as it goes.

extension ASN1Node {
    /// The children of a constructed value with this identifier, or `nil` for any other value.
    func children(of identifier: ASN1Identifier) -> ASN1NodeCollection.Iterator? {
        guard self.identifier == identifier, case .constructed(let nodes) = content else { return nil }
        return nodes.makeIterator()
    }

    /// The content of a primitive value with this identifier, or `nil` for any other value.
    func octets(of identifier: ASN1Identifier) -> ArraySlice<UInt8>? {
        guard self.identifier == identifier else { return nil }
        return primitiveContent
    }

    /// The content of any primitive value.
    var primitiveContent: ArraySlice<UInt8>? {
        guard case .primitive(let bytes) = content else { return nil }
        return bytes
    }

    /// The bytes of a BIT STRING that holds whole octets.
    var bitStringOctets: ArraySlice<UInt8>? {
        guard let bytes = octets(of: .bitString), bytes.first == 0 else { return nil }
        return bytes.dropFirst()
    }

    var isContextSpecific: Bool { identifier.tagClass == .contextSpecific }
}

extension ASN1 {
    /// Parses one complete value as DER, or else as BER; `nil` when it is neither.
    static func node(of bytes: ArraySlice<UInt8>) -> ASN1Node? {
        if let node = try? DER.parse(bytes) { return node }
        return try? BER.parse(bytes)
    }
}
