import ByteParsing
import TLSWire
import TestSupport
import Testing

@Suite struct `Alerts` {
    private func parseAlert(_ bytes: [UInt8]) throws(ParseError) -> Alert {
        try parse(bytes) { reader throws(ParseError) in try Alert(parsing: &reader) }
    }

    @Test func `has a level and a description, known or not`() throws {
        #expect(try parseAlert([2, 48]) == Alert(level: .fatal, description: .unknownCA))
        let unknown = try parseAlert([7, 200])
        #expect(unknown.level.displayName == "0x07" && unknown.description.displayName == "0xc8")
        #expect(
            throws: ParseError(.truncated(needed: 1, available: 0), field: "Alert.description", offset: 1)
        ) {
            try self.parseAlert([2])
        }
        #expect(throws: ParseError(.truncated(needed: 1, available: 0), field: "Alert.level", offset: 0)) {
            try self.parseAlert([])
        }
    }

    @Test func `leaves the next one in the record`() throws {
        let both = try parse([1, 90, 2, 40]) { reader throws(ParseError) in
            [try Alert(parsing: &reader), try Alert(parsing: &reader)]
        }
        #expect(both.map(\.description) == [.userCanceled, .handshakeFailure])
    }

    @Test(
        arguments: [
            (.fatal, .unknownCA, .tls12, true), (.warning, .closeNotify, .tls12, true),
            (.warning, .noRenegotiation, .tls12, false), (.warning, .noCertificate, .ssl3, false),
            (.warning, .badCertificate, nil, false), (.warning, .badCertificate, .tls13, true),
            (.warning, .userCanceled, .tls13, false),
        ] as [(AlertLevel, AlertDescription, ProtocolVersion?, Bool)]
    )
    func `ends a connection or does not`(
        _ level: AlertLevel,
        _ description: AlertDescription,
        _ version: ProtocolVersion?,
        _ ends: Bool
    ) {
        #expect(Alert(level: level, description: description).endsConnection(in: version) == ends)
    }
}

@Suite struct `Roles` {
    @Test func `has an opposite`() {
        #expect(Role.client.opposite == .server && Role.server.opposite == .client)
    }
}

@Suite struct `Small messages` {
    private func verify(
        _ hex: String,
        _ version: ProtocolVersion = .tls12
    ) throws(ParseError) -> TLS12.CertificateVerify {
        try parse(bytes(hex)) { reader throws(ParseError) in
            try TLS12.CertificateVerify(parsing: &reader, version: version)
        }
    }

    @Test func `CertificateVerify names its scheme from TLS 1.2 on`() throws {
        let modern = try verify(RealMessages.tls12CertificateVerify)
        #expect(modern.algorithm == .ecdsaSecp256r1SHA256)
        #expect(modern.signature == 4..<bytes(RealMessages.tls12CertificateVerify).count)
        let old = try verify(RealMessages.tls11CertificateVerify, .tls11)
        #expect(old.algorithm == nil)
        #expect(old.signature == 2..<bytes(RealMessages.tls11CertificateVerify).count)
        #expect(try verify("eeee 0000").algorithm == SignatureScheme(rawValue: 0xEEEE))
        #expect(throws: ParseError(.trailingBytes(1), field: "CertificateVerify", offset: 5)) {
            try self.verify("0403 0001 aa bb")
        }
        let whole = bytes(RealMessages.tls12CertificateVerify)
        let read = { (reader: inout ByteReader) throws(ParseError) in
            try TLS12.CertificateVerify(parsing: &reader, version: .tls12)
        }
        #expect(acceptedPrefixes(of: whole) { _ = try parse($0, read) } == [])
        #expect(acceptedShortenings(of: whole, fields: [(2, 2)]) { _ = try parse($0, read) } == [])
    }

    @Test func `CertificateVerify of TLS 1.3 has a scheme`() throws {
        let whole = bytes(RealMessages.tls13CertificateVerify)
        let read = { (reader: inout ByteReader) throws(ParseError) in
            try TLS13.CertificateVerify(parsing: &reader)
        }
        let message = try parse(whole, read)
        #expect(message.algorithm == .ecdsaSecp256r1SHA256)
        #expect(message.signature == 4..<whole.count)
        #expect(acceptedPrefixes(of: whole) { _ = try parse($0, read) } == [])
        #expect(acceptedShortenings(of: whole, fields: [(2, 2)]) { _ = try parse($0, read) } == [])
    }

    @Test func `NewSessionTicket of TLS 1.2`() throws {
        let whole = bytes(RealMessages.tls12NewSessionTicket)
        let read = { (reader: inout ByteReader) throws(ParseError) in
            try TLS12.NewSessionTicket(parsing: &reader)
        }
        let message = try parse(whole, read)
        #expect(message.ticketLifetimeHint == 7200)
        #expect(message.ticket == Array(whole[6...]))
        #expect(try parse(bytes("00000000 0000"), read).ticket == [])
        #expect(acceptedPrefixes(of: whole) { _ = try parse($0, read) } == [])
        #expect(acceptedShortenings(of: whole, fields: [(4, 2)]) { _ = try parse($0, read) } == [])
    }

    @Test func `NewSessionTicket of TLS 1.3`() throws {
        let whole = bytes(RealMessages.tls13NewSessionTicket)
        let read = { (reader: inout ByteReader) throws(ParseError) in
            try TLS13.NewSessionTicket(parsing: &reader)
        }
        let message = try parse(whole, read)
        #expect(message.ticketLifetime == 7200)
        #expect(message.ticketNonce == [UInt8](repeating: 0, count: 8))
        #expect(message.ticket.count == 32)
        #expect(message.maxEarlyDataSize == 16_384)
        #expect(message.extensions.malformed == [])
        #expect(acceptedPrefixes(of: whole) { _ = try parse($0, read) } == [])
        let fields = [(8, 1), (17, 2), (51, 2), (55, 2)].map { (offset: $0.0, width: $0.1) }
        #expect(acceptedShortenings(of: whole, fields: fields) { _ = try parse($0, read) } == [])
        let field = "NewSessionTicket.ticket"
        #expect(throws: ParseError(.lengthOutOfBounds(0, allowed: 1...0xFFFF), field: field, offset: 9)) {
            try parse(bytes("00000001 00000002 00 0000 0000"), read)
        }
        let odd = try parse(bytes("00000001 00000002 00 0001 aa 0006 002a 0002 0000"), read)
        #expect(odd.maxEarlyDataSize == nil)
        #expect(odd.extensions.malformed.map(\.field) == ["early_data.max_early_data_size"])
    }

    @Test func `EncryptedExtensions answer`() throws {
        let whole = bytes(RealMessages.tls13EncryptedExtensions)
        let read = { (reader: inout ByteReader) throws(ParseError) in
            try TLS13.EncryptedExtensions(parsing: &reader)
        }
        let message = try parse(whole, read)
        #expect(message.applicationProtocol == "h2")
        #expect(!message.acceptsEarlyData && !message.acknowledgesServerName)
        #expect(acceptedPrefixes(of: whole) { _ = try parse($0, read) } == [])
        #expect(acceptedShortenings(of: whole, fields: [(0, 2), (4, 2)]) { _ = try parse($0, read) } == [])
        let full = "001e 002a 0000 0000 0000 000a 0004 0002 001d 0013 0001 02 0014 0001 00 8a8a 0000"
        let other = try parse(bytes(full), read)
        #expect(other.acceptsEarlyData && other.acknowledgesServerName)
        #expect(other.supportedGroups == [.x25519])
        #expect(other.clientCertificateType == .rawPublicKey && other.serverCertificateType == .x509)
        #expect(other.extensions.types.count == 6 && other.extensions.malformed == [])
        #expect(throws: ParseError(.trailingBytes(1), field: "EncryptedExtensions", offset: 2)) {
            try parse(bytes("0000 00"), read)
        }
    }

    @Test func `Finished has 12 bytes or more`() throws {
        let read = { (reader: inout ByteReader) throws(ParseError) in try Finished(parsing: &reader) }
        #expect(try parse(bytes(RealMessages.tls12Finished), read).verifyData.count == 12)
        #expect(try parse(bytes(RealMessages.tls13Finished), read).verifyData.count == 48)
        #expect(acceptedPrefixes(of: bytes(RealMessages.tls12Finished)) { _ = try parse($0, read) } == [])
        let error = ParseError(.truncated(needed: 12, available: 0), field: "Finished.verify_data", offset: 0)
        #expect(throws: error) { try parse([], read) }
    }

    @Test func `CertificateStatus keeps the response`() throws {
        let read = { (reader: inout ByteReader) throws(ParseError) in try CertificateStatus(parsing: &reader)
        }
        let message = try parse(bytes("01 000002 3000"), read)
        #expect(message.statusType == 1 && message.response == [0x30, 0x00])
        #expect(try parse(bytes("09 000001 aa"), read).statusType == 9)
        #expect(acceptedPrefixes(of: bytes("01 000002 3000")) { _ = try parse($0, read) } == [])
        #expect(
            acceptedShortenings(of: bytes("01 000002 3000"), fields: [(1, 3)]) { _ = try parse($0, read) }
                == []
        )
        let field = "CertificateStatus.response"
        #expect(throws: ParseError(.lengthOutOfBounds(0, allowed: 1...0xFF_FFFF), field: field, offset: 1)) {
            try parse(bytes("01 000000"), read)
        }
    }

    @Test func `KeyUpdate knows two values`() throws {
        let read = { (reader: inout ByteReader) throws(ParseError) in try KeyUpdate(parsing: &reader) }
        #expect(try parse([0], read).requestsUpdate == false)
        #expect(try parse([1], read).requestsUpdate == true)
        #expect(throws: ParseError(.illegalValue(2), field: "KeyUpdate.request_update", offset: 0)) {
            try parse([2], read)
        }
        #expect(throws: ParseError(.trailingBytes(1), field: "KeyUpdate", offset: 1)) {
            try parse([1, 0], read)
        }
        #expect(acceptedPrefixes(of: [1]) { _ = try parse($0, read) } == [])
    }

    @Test func `that are empty refuse any byte`() {
        let context = HandshakeContext(sender: .server, version: .tls12)
        #expect(throws: ParseError(.trailingBytes(1), field: "ServerHelloDone", offset: 0)) {
            try HandshakeMessage(parsing: ([0] as [UInt8]).span, type: .serverHelloDone, context: context)
        }
        #expect(throws: ParseError(.trailingBytes(1), field: "HelloRequest", offset: 0)) {
            try HandshakeMessage(parsing: ([0] as [UInt8]).span, type: .helloRequest, context: context)
        }
    }
}
