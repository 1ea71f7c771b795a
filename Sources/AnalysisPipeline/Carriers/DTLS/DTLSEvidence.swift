import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

/// What a datagram says by itself of a connection of DTLS that it may be a part of.
enum DTLSEvidence: Hashable {
    /// A ClientHello, or the first piece of one, that begins a handshake.
    case hello(token: UInt32)
    /// A message that only this end sends, in answer to nothing or to a hello.
    case beginning(of: Role)
    /// A message that only this end sends, and later.
    case handshake(of: Role)
    /// Records of DTLS, of either end.
    case records

    /// `nil` for what is no datagram of DTLS.
    ///
    /// Every record has to be one, up to the last byte: of thirteen bytes of a header, six are as good as fixed, and the
    /// length has to fit.
    init?(_ bytes: Span<UInt8>, missing: Int) {
        guard let record = DTLSRecord(bytes, at: 0, missing: missing, connectionIDLength: nil) else {
            return nil
        }
        if !record.isUnified, record.epoch == 0, record.contentType == .handshake {
            guard
                let fragment = DTLSFragment(
                    bytes.extracting(0..<record.fragment.upperBound),
                    at: record.fragment.lowerBound
                ),
                fragment.content.upperBound <= record.fragment.upperBound
            else { return nil }
            self.init(fragment, bytes)
            return
        }
        // The header of DTLS 1.3 is one byte of which three bits are fixed: its length is what shows it.
        if record.isUnified, record.lacksLength || bytes[0] & 0x10 != 0 { return nil }
        var offset = 0
        while offset < bytes.count {
            guard let record = DTLSRecord(bytes, at: offset, missing: missing, connectionIDLength: nil) else {
                return nil
            }
            offset = record.end
        }
        self = .records
    }

    private init?(_ fragment: DTLSFragment, _ bytes: Span<UInt8>) {
        switch fragment.type {
        case .clientHello:
            guard fragment.messageLength >= Self.shortestHello else { return nil }
            guard fragment.sequence <= 1 else { return nil }
            self =
                fragment.range.lowerBound == 0
                ? .hello(token: Self.token(bytes, fragment)) : .beginning(of: .client)
        case .serverHello, .helloVerifyRequest: self = .beginning(of: .server)
        case .serverKeyExchange, .certificateRequest, .serverHelloDone,
            .newSessionTicket, .certificateStatus:
            self = .handshake(of: .server)
        case .clientKeyExchange, .certificateVerify: self = .handshake(of: .client)
        case .certificate, .certificateURL, .supplementalData, .finished, .helloRequest: self = .records
        default: return nil
        }
    }

    /// A version, a random, and four vectors' lengths, with a cipher suite and a compression method.
    private static let shortestHello = 2 + 32 + 1 + 1 + 4 + 2

    /// What tells a ClientHello from another on the same ports: the last bytes of its random.
    private static func token(_ bytes: Span<UInt8>, _ fragment: DTLSFragment) -> UInt32 {
        let end = fragment.content.lowerBound + 2 + 32
        guard fragment.content.upperBound >= end else { return 1 }
        return bytes.bigEndianUInt32(at: end - 4) | 1
    }

    /// Whether all of a datagram that is known to begin with a hello is one piece of it, and others are to come.
    static func isPart(ofHello bytes: Span<UInt8>) -> Bool {
        let start = DTLSRecord.headerLength
        let headers = start + DTLSFragment.headerLength
        guard bytes.count > headers else { return false }
        let message = Int(bytes.bigEndianUInt32(at: start) & 0xFF_FFFF)
        let piece = Int(bytes.bigEndianUInt32(at: headers - 4) & 0xFF_FFFF)
        return Int(bytes.bigEndianUInt16(at: start - 2)) == bytes.count - start
            && piece == bytes.count - headers && piece < message
    }

    /// Who sends such a datagram, if that is certain.
    var sender: Role? {
        switch self {
        case .hello: .client
        case .beginning(let role), .handshake(let role): role
        case .records: nil
        }
    }
}

extension DTLSCarrier {
    static func mayBegin(_ header: UInt64, _ length: Int, _ known: CarrierDirectory) -> Bool {
        switch header >> 56 {
        // The version, or Cisco's.
        case 0x14...0x1B:
            header >> 48 & 0xFF == 0xFE
                || header >> 40 & 0xFFFF == UInt64(ProtocolVersion.dtls10Cisco.rawValue)
        // The header of DTLS 1.3 with a length and without an id, or with one that is known.
        case 0x20...0x3F: header >> 56 & 0x14 == 0x04 || !known.isEmpty
        // The length of what comes through a channel, which may be padded.
        case 0x40...0x4F: 0...3 ~= length - 4 - Int(header >> 32 & 0xFFFF)
        default: header >> 32 == 0x0100_0000
        }
    }

    static func recognize(
        _ datagram: Datagram,
        _ payload: Span<UInt8>,
        _ known: CarrierDirectory
    ) -> Recognition {
        if let key = DTLSNames.flow(of: payload, datagram, known) { return .belongs(to: key) }
        guard let start = DTLSShim(payload).start(of: payload),
            let evidence = DTLSEvidence(payload.extracting(start...), missing: datagram.missingLength)
        else { return .no }
        switch evidence {
        case .hello(let token): return .begins(.client, token: token)
        case .beginning(let role): return .begins(role)
        case .handshake(let role): return .goesOn(role)
        case .records: return start == 0 ? .undecided : .no
        }
    }
}
