import ByteParsing

/// Which bytes of a handshake differ between two connections of the same endpoints, and may be changed in place.
///
/// Signatures over changed bytes do not hold any more, nor does the Finished of TLS 1.2: whoever checks them sees
/// forgeries. TLS 1.3 still decrypts, since its traffic secrets do not depend on the randoms once they are known.
extension Conversation {
    static let clientRandomSeed: UInt64 = 0xC1
    private static let serverRandomSeed: UInt64 = 0x5E
    private static let clientSessionSeed: UInt64 = 0x1D
    private static let serverSessionSeed: UInt64 = 0x2D
    private static let certificateSeed: UInt64 = 0xCE27

    /// The offset of the random in a stream that begins with a hello: after record header, message header, version.
    private static let randomOffset = 11

    var clientRandom: ArraySlice<UInt8> { stream(of: .client)[Self.randomOffset..<Self.randomOffset + 32] }

    /// Draws randoms and session IDs anew for each flow.
    mutating func freshenHellos() {
        let random = Self.randomOffset
        let session = random + 33
        let client = stream(of: .client)
        let server = stream(of: .server)
        let clientLength = Int(client[session - 1])
        freshen(random..<random + 32, of: .client, seed: Self.clientRandomSeed)
        freshen(session..<session + clientLength, of: .client, seed: Self.clientSessionSeed)
        // A server that refuses answers with an alert.
        guard server.count > session, server[5] == 2 else { return }
        let serverLength = Int(server[session - 1])
        let isEchoed = client[session..<session + clientLength] == server[session..<session + serverLength]
        // The last bytes of a server's random may tell of a downgrade.
        freshen(random..<random + 24, of: .server, seed: Self.serverRandomSeed)
        freshen(
            session..<session + serverLength,
            of: .server,
            seed: isEchoed ? Self.clientSessionSeed : Self.serverSessionSeed
        )
    }

    /// Draws serial number, RSA key and signature of a side's own certificate anew for each flow.
    mutating func freshenCertificate(of side: Side) throws {
        let stream = stream(of: side)
        let message = try Self.certificateMessage(in: stream)
        // The message's header, the list's length and the first certificate's length.
        let start = message + 4 + 3 + 3
        var seed = Self.certificateSeed
        for range in try CertificateFields(der: Array(stream[start...])).ranges {
            freshen(start + range.lowerBound..<start + range.upperBound, of: side, seed: seed)
            seed &+= 0x1000
        }
    }

    /// Finds a Certificate message, which must lie within one record.
    private static func certificateMessage(in stream: [UInt8]) throws -> Int {
        var record = 0
        while record + 5 <= stream.count {
            let end = record + 5 + Int(stream[record + 3]) << 8 + Int(stream[record + 4])
            var message = record + 5
            while stream[record] == 22, message + 4 <= end {
                if stream[message] == 11 { return message }
                message +=
                    4 + Int(stream[message + 1]) << 16 + Int(stream[message + 2]) << 8
                    + Int(stream[message + 3])
            }
            record = end
        }
        throw CaptureProblem.noSuchMessage("Certificate")
    }
}

/// Where a certificate keeps what may be any number: its DER stays valid whatever stands there.
private struct CertificateFields {
    private(set) var ranges: [Range<Int>] = []

    /// Expects version 3 and an RSA key.
    init(der: [UInt8]) throws {
        let certificate = try Self.children(of: Self.element(at: 0, in: der).content, in: der)
        let fields = try Self.children(of: certificate[0].content, in: der)
        let serial = fields[1].content
        let publicKey = try Self.children(of: fields[6].content, in: der)[1].content
        // After the bit string's count of unused bits there is SEQUENCE { modulus, exponent }.
        let modulus = try Self.children(
            of: Self.element(at: publicKey.lowerBound + 1, in: der).content,
            in: der
        )[0].content
        let signature = certificate[2].content
        // The first bytes keep the integers positive and as long as they are; an RSA modulus stays odd.
        ranges = [
            serial.lowerBound + 1..<serial.upperBound,
            modulus.lowerBound + 2..<modulus.upperBound - 1,
            signature.lowerBound + 2..<signature.upperBound,
        ]
    }

    private static func children(
        of range: Range<Int>,
        in der: [UInt8]
    ) throws -> [(content: Range<Int>, end: Int)] {
        var children: [(content: Range<Int>, end: Int)] = []
        var position = range.lowerBound
        while position < range.upperBound {
            let child = try element(at: position, in: der)
            children.append(child)
            position = child.end
        }
        return children
    }

    private static func element(at start: Int, in der: [UInt8]) throws -> (content: Range<Int>, end: Int) {
        guard start + 2 <= der.count else { throw CaptureProblem.noSuchMessage("DER") }
        let first = Int(der[start + 1])
        let extra = first < 0x80 ? 0 : first & 0x7F
        let length = extra == 0 ? first : der[start + 2..<start + 2 + extra].reduce(0) { $0 << 8 | Int($1) }
        let content = start + 2 + extra..<start + 2 + extra + length
        guard content.upperBound <= der.count else { throw CaptureProblem.noSuchMessage("DER") }
        return (content, content.upperBound)
    }
}
