internal import ByteParsing

// One reader an extension, each using up the whole body. They are named for the extension, and their errors too.

extension ByteReader {
    /// An extension whose presence is all that it says.
    func readFlag(_ name: String) throws(ParseError) -> Bool {
        try finish(name)
        return true
    }

    // struct {
    //     NameType name_type;
    //     opaque HostName<1..2^16-1>;
    // } ServerName;
    // struct { ServerName server_name_list<1..2^16-1> } ServerNameList;        RFC 6066, section 3
    /// The first host name; `nil` when there are only names of other types.
    mutating func readServerName() throws(ParseError) -> String? {
        var list = try readVector(width: 2, bytes: 1...0xFFFF, "server_name.server_name_list")
        var name: String?
        while !list.isAtEnd {
            let type = try list.readUInt8("server_name.name_type")
            var body = try list.readVector(width: 2, bytes: 1...0xFFFF, "server_name.HostName")
            if type == 0, name == nil { name = try body.readText("server_name.HostName") }
        }
        try finish("server_name")
        return name
    }

    // opaque ProtocolName<1..2^8-1>;
    // struct { ProtocolName protocol_name_list<2..2^16-1> } ProtocolNameList;  RFC 7301, section 3.1
    mutating func readProtocolNames() throws(ParseError) -> [String] {
        let field = "application_layer_protocol_negotiation.protocol_name_list"
        var list = try readVector(width: 2, bytes: 2...0xFFFF, field)
        var names: [String] = []
        while !list.isAtEnd {
            var body = try list.readVector(width: 1, bytes: 1...0xFF, field)
            names.append(try body.readText(field))
        }
        try finish("application_layer_protocol_negotiation")
        return names
    }

    /// The one protocol that a server chose; RFC 7301, section 3.1, allows it no second.
    mutating func readChosenProtocolName() throws(ParseError) -> String {
        let field = "application_layer_protocol_negotiation.protocol_name_list"
        let start = offset
        var list = try readVector(width: 2, bytes: 2...0xFFFF, field)
        var name = try list.readVector(width: 1, bytes: 1...0xFF, field)
        var count = 1
        while !list.isAtEnd {
            try list.skipVector(width: 1, bytes: 1...0xFF, field)
            count += 1
        }
        try finish("application_layer_protocol_negotiation")
        guard count == 1 else { throw ParseError(.illegalValue(UInt64(count)), field: field, offset: start) }
        return try name.readText(field)
    }

    /// A body that is one vector of two-byte code points.
    mutating func readCodePointList<Point: CodePoint>(
        width: Int = 2,
        bytes allowed: ClosedRange<Int>,
        _ name: String
    ) throws(ParseError) -> [Point] where Point.RawValue == UInt16 {
        let points: [Point] = try readCodePoints(width: width, bytes: allowed, name)
        try finish(name)
        return points
    }

    /// A body that is one vector of one-byte code points.
    mutating func readCodePointList<Point: CodePoint>(_ name: String) throws(ParseError) -> [Point]
    where Point.RawValue == UInt8 {
        let points: [Point] = try readCodePoints(bytes: 1...0xFF, name)
        try finish(name)
        return points
    }

    /// A body that is one two-byte code point.
    mutating func readCodePoint<Point: CodePoint>(_ name: String) throws(ParseError) -> Point
    where Point.RawValue == UInt16 {
        let point = Point(rawValue: try readUInt16(name))
        try finish(name)
        return point
    }

    /// A body that is one one-byte code point.
    mutating func readCodePoint<Point: CodePoint>(_ name: String) throws(ParseError) -> Point
    where Point.RawValue == UInt8 {
        let point = Point(rawValue: try readUInt8(name))
        try finish(name)
        return point
    }

    // ProtocolVersion versions<2..254>;                             RFC 9846, section 4.3.1
    /// What a client offers.
    mutating func readSupportedVersions() throws(ParseError) -> [ProtocolVersion] {
        try readCodePointList(width: 1, bytes: 2...254, "supported_versions")
    }

    // NamedGroup named_group_list<2..2^16-1>;                       RFC 9846, section 4.3.7
    mutating func readSupportedGroups() throws(ParseError) -> [NamedGroup] {
        try readCodePointList(bytes: 2...0xFFFF, "supported_groups")
    }

    // SignatureScheme supported_signature_algorithms<2..2^16-2>;    RFC 9846, section 4.3.3
    /// Of signature_algorithms or signature_algorithms_cert, as `name` says.
    mutating func readSignatureSchemes(_ name: String) throws(ParseError) -> [SignatureScheme] {
        try readCodePointList(bytes: 2...0xFFFE, name)
    }

    // CertificateCompressionAlgorithm algorithms<2..2^8-2>;         RFC 8879, section 3
    mutating func readCompressionAlgorithms() throws(ParseError) -> [CertificateCompressionAlgorithm] {
        try readCodePointList(width: 1, bytes: 2...254, "compress_certificate")
    }

    // PskKeyExchangeMode ke_modes<1..255>;                          RFC 9846, section 4.3.9
    mutating func readKeyExchangeModes() throws(ParseError) -> [PSKKeyExchangeMode] {
        try readCodePointList("psk_key_exchange_modes")
    }

    // CertificateType client_certificate_types<1..2^8-1>;           RFC 7250, section 3
    /// Of client_certificate_type or server_certificate_type, as `name` says.
    mutating func readCertificateTypes(_ name: String) throws(ParseError) -> [CertificateType] {
        try readCodePointList(name)
    }

    // struct { opaque renegotiated_connection<0..255> } RenegotiationInfo;     RFC 5746, section 3.2
    mutating func readRenegotiationInfo() throws(ParseError) -> [UInt8] {
        let connection = try readOpaque(
            width: 1,
            bytes: 0...0xFF,
            "renegotiation_info.renegotiated_connection"
        )
        try finish("renegotiation_info")
        return connection
    }

    // opaque DistinguishedName<1..2^16-1>;
    // struct { DistinguishedName authorities<3..2^16-1> } CertificateAuthoritiesExtension;
    //                                                               RFC 9846, section 4.3.4
    mutating func readCertificateAuthorities() throws(ParseError) -> DistinguishedNames {
        let names = try readDistinguishedNames(bytes: 3...0xFFFF, "certificate_authorities.authorities")
        try finish("certificate_authorities")
        return names
    }

    /// Reads a vector of `DistinguishedName<1..2^16-1>`: DER, one copy of each that is kept.
    mutating func readDistinguishedNames(
        bytes allowed: ClosedRange<Int>,
        _ field: String
    ) throws(ParseError) -> DistinguishedNames {
        var list = try readVector(width: 2, bytes: allowed, field)
        var names = DistinguishedNames()
        while !list.isAtEnd {
            if names.kept.count < DistinguishedNames.maximumCount {
                names.kept.append(try list.readOpaque(width: 2, bytes: 1...0xFFFF, "DistinguishedName"))
            } else {
                try list.skipVector(width: 2, bytes: 1...0xFFFF, "DistinguishedName")
                names.omittedCount += 1
            }
        }
        return names
    }

    // struct {
    //     NamedGroup group;
    //     opaque key_exchange<1..2^16-1>;
    // } KeyShareEntry;
    // struct { KeyShareEntry client_shares<0..2^16-1> } KeyShareClientHello;   RFC 9846, section 4.3.8
    /// The groups of a client's key shares; an empty list asks for a HelloRetryRequest.
    mutating func readKeyShareGroups() throws(ParseError) -> [NamedGroup] {
        var list = try readVector(width: 2, bytes: 0...0xFFFF, "key_share.client_shares")
        var groups: [NamedGroup] = []
        while !list.isAtEnd { groups.append(try list.readKeyShareEntry()) }
        try finish("key_share")
        return groups
    }

    mutating func readKeyShareEntry() throws(ParseError) -> NamedGroup {
        let group = NamedGroup(rawValue: try readUInt16("key_share.group"))
        try skipVector(width: 2, bytes: 1...0xFFFF, "key_share.key_exchange")
        return group
    }
}
