import ByteParsing
import OpenSSLHandles
public import TLSWire

/// Takes QUIC's protection off packets whose keys are known (RFC 9001, sections 5.3 and 5.4).
///
/// An object, so that OpenSSL's contexts and the buffers are made once: one thread at a time has it.
public final class QUICPacketOpener {
    /// A packet that was opened; its payload is in ``QUICPacketOpener/payload``.
    public struct Opened: Hashable, Sendable {
        public let number: UInt64
        /// Without protection: the length of the packet number and, of a short header, the key phase.
        public let firstByte: UInt8
        public let payloadLength: Int

        /// Of a short header (RFC 9000, section 17.3.1).
        public var keyPhase: Bool { firstByte & 0x04 != 0 }
    }

    /// The contexts of one algorithm.
    private final class Ciphers {
        @safe @exclusivity(unchecked) var aead: CipherContext
        @safe @exclusivity(unchecked) var header: CipherContext
        /// Those that ``aead`` has.
        @safe @exclusivity(unchecked) var keys: QUICPacketKeys

        init?(_ keys: QUICPacketKeys) {
            guard
                let aead = CipherContext(
                    keys.algorithm,
                    key: keys.key,
                    tagSize: keys.tagSize,
                    nonceSize: TLS13KeySchedule.ivSize
                ),
                let header = CipherContext(keys.headerAlgorithm, key: keys.headerKey, nonceSize: sampleLength)
            else { return nil }
            self.aead = aead
            self.header = header
            self.keys = keys
        }
    }

    /// What takes the protection off the header of one packet.
    public typealias HeaderMask = InlineArray<5, UInt8>

    private static let sampleLength = 16
    /// No payload is longer.
    private static let maximumPayload = 65_535

    // Nothing that is done with any of these reaches the opener that it belongs to.
    @safe @exclusivity(unchecked) private var ciphers: [CipherAlgorithm: Ciphers] = [:]
    /// The same of AES-128-GCM, which Initial packets have and most others.
    @safe @exclusivity(unchecked) private var common: Ciphers?
    /// The keys of Initial packets that were asked for last.
    @safe @exclusivity(unchecked) private var initial:
        (family: QUICVersion.Family, id: [UInt8], keys: QUICKeySchedule.InitialKeys)?
    /// A client's first packet that came again and again, of which ``payload`` still has what it holds.
    @safe @exclusivity(unchecked) private var repeated: (packet: [UInt8], opened: Opened)?
    /// Room for a header without protection.
    @safe @exclusivity(unchecked) private var additionalData: [UInt8] = []
    /// What the packet that was opened last holds, and rubbish behind it; the caller may take the buffer and give it back.
    @safe @exclusivity(unchecked) public var payload = [UInt8](repeating: 0, count: 2_048)

    public init() {}

    /// The keys of Initial packets that follow from a connection id: the same again for the id that was asked for last, which
    /// many clients may have who all repeat one datagram.
    public func initialKeys(
        _ family: QUICVersion.Family,
        connectionID: Span<UInt8>
    ) -> QUICKeySchedule.InitialKeys? {
        if let initial, initial.family == family, connectionID.hasSameBytes(as: initial.id) {
            initial.keys.isRepeated = true
            return initial.keys
        }
        guard let keys = QUICKeySchedule.InitialKeys(family, connectionID: connectionID) else { return nil }
        initial = (family, [UInt8](copying: connectionID), keys)
        return keys
    }

    /// Opens the packet that begins at `start`, whose packet number is at `numberStart`, and which ends before `end`.
    ///
    /// `largest` is the largest packet number that was read of the same sender in the same space; `mask` is that of the
    /// packet, where it was made before.
    /// - Returns: `nil` if the packet is not authentic under these keys.
    public func open(
        _ datagram: Span<UInt8>,
        from start: Int,
        numberAt numberStart: Int,
        to end: Int,
        _ keys: QUICPacketKeys,
        mask known: HeaderMask? = nil,
        largest: UInt64?
    ) -> Opened? {
        if case .some = repeated { repeated = nil }
        // The sample is taken as if the packet number had four bytes.
        let sampleStart = numberStart + 4
        guard end <= datagram.count, end - sampleStart >= Self.sampleLength,
            end - start <= Self.maximumPayload,
            let ciphers = prepare(keys),
            let mask = known ?? headerMask(datagram, sampleStart, ciphers, keys.headerKey)
        else { return nil }
        let isLong = datagram[start] & 0x80 != 0
        let first = datagram[start] ^ (mask[0] & (isLong ? 0x0F : 0x1F))
        let length = Int(first & 3) + 1
        var header: [UInt8] = []
        swap(&header, &additionalData)
        defer { swap(&header, &additionalData) }
        header.removeAll(keepingCapacity: true)
        header.append(copying: datagram.extracting(start..<numberStart + length))
        header[0] = first
        var truncated: UInt64 = 0
        for index in 0..<length {
            let byte = datagram[numberStart + index] ^ mask[1 + index]
            header[numberStart - start + index] = byte
            truncated = truncated << 8 | UInt64(byte)
        }
        let number = Self.number(truncated, bits: UInt64(length) * 8, after: largest)
        var nonce = InlineArray<12, UInt8>(repeating: 0)
        let iv = keys.iv
        for index in 0..<12 {
            nonce[index] = iv[index]
            if index >= 4 { nonce[index] ^= UInt8(truncatingIfNeeded: number >> UInt64(88 - index * 8)) }
        }
        let sealed = datagram.extracting(numberStart + length..<end)
        if payload.count < sealed.count { payload = [UInt8](repeating: 0, count: Self.maximumPayload) }
        guard
            ciphers.aead.open(
                sealed,
                nonce: nonce.span,
                additionalData: header.span,
                into: &payload
            )
        else { return nil }
        return Opened(number: number, firstByte: first, payloadLength: sealed.count - keys.tagSize)
    }

    /// Opens the first Initial packet of a client, the parameters being as above; one that is the same to the byte as the last
    /// is known by that.
    public func openFirst(
        _ datagram: Span<UInt8>,
        from start: Int,
        numberAt numberStart: Int,
        to end: Int,
        _ keys: QUICKeySchedule.InitialKeys
    ) -> Opened? {
        if keys.isRepeated, let repeated, datagram.extracting(start..<end).hasSameBytes(as: repeated.packet) {
            return repeated.opened
        }
        guard let mask = mask(ofInitial: datagram, from: start, numberAt: numberStart, keys),
            let own = keys.keys(of: .client),
            let opened = open(
                datagram,
                from: start,
                numberAt: numberStart,
                to: end,
                own,
                mask: mask,
                largest: nil
            )
        else { return nil }
        if keys.isRepeated { repeated = ([UInt8](copying: datagram.extracting(start..<end)), opened) }
        return opened
    }

    /// The mask of a client's Initial packet, if the packet may open under these keys, by the two bits that are 0 in each below
    /// the header protection (RFC 9000, section 17.2.2): three of four that were made up are told by that, without their
    /// other keys.
    ///
    /// `start` and `numberStart` are as above; what is too short may not.
    public func mask(
        ofInitial datagram: Span<UInt8>,
        from start: Int,
        numberAt numberStart: Int,
        _ keys: QUICKeySchedule.InitialKeys
    ) -> HeaderMask? {
        let sampleStart = numberStart + 4
        guard datagram.count - sampleStart >= Self.sampleLength, let key = keys.clientHeaderKey(),
            let ciphers = common ?? keys.keys(of: .client).flatMap(prepare),
            let mask = headerMask(datagram, sampleStart, ciphers, key.span.extracting(0..<16))
        else { return nil }
        return (datagram[start] ^ mask[0]) & 0x0C == 0 ? mask : nil
    }

    private func headerMask(
        _ datagram: Span<UInt8>,
        _ sampleStart: Int,
        _ ciphers: Ciphers,
        _ key: Span<UInt8>
    ) -> HeaderMask? {
        guard ciphers.header.setKey(key) else { return nil }
        let sample = datagram.extracting(sampleStart..<sampleStart + Self.sampleLength)
        return ciphers.header.keyStream(from: sample)
    }

    private func prepare(_ keys: QUICPacketKeys) -> Ciphers? {
        guard let known = keys.algorithm == .aes128GCM ? common : ciphers[keys.algorithm] else {
            let made = Ciphers(keys)
            if keys.algorithm == .aes128GCM { common = made } else { ciphers[keys.algorithm] = made }
            return made
        }
        if known.keys.isSame(as: keys) { return known }
        guard known.aead.setKey(keys.key) else { return nil }
        known.keys = keys
        return known
    }

    /// The packet number of which only the lowest bits were sent (RFC 9000, appendix A.3).
    static func number(_ truncated: UInt64, bits: UInt64, after largest: UInt64?) -> UInt64 {
        let expected = largest.map { $0 + 1 } ?? 0
        let window: UInt64 = 1 << bits
        let candidate = (expected & ~(window - 1)) | truncated
        if candidate + window / 2 <= expected, candidate < (1 << 62) - window { return candidate + window }
        if candidate > expected + window / 2, candidate >= window { return candidate - window }
        return candidate
    }

    // MARK: Retry

    /// Whether the tag of a Retry packet is right, which only one who saw the client's first Initial can make
    /// (RFC 9001, section 5.8); `nil` for a version whose key is not known.
    public func isAuthentic(
        retry packet: Span<UInt8>,
        originalDestination: Span<UInt8>,
        _ family: QUICVersion.Family
    ) -> Bool? {
        guard let (key, nonce) = family.retryIntegrity, packet.count >= QUICLongHeader.retryTagLength,
            var cipher = CipherContext(.aes128GCM, key: key.span, tagSize: 16, nonceSize: nonce.count)
        else { return nil }
        let end = packet.count - QUICLongHeader.retryTagLength
        var pseudo = [UInt8(truncatingIfNeeded: originalDestination.count)]
        pseudo.append(copying: originalDestination)
        pseudo.append(copying: packet.extracting(0..<end))
        var nothing: [UInt8] = [0]
        return cipher.open(
            packet.extracting(end..<packet.count),
            nonce: nonce.span,
            additionalData: pseudo.span,
            into: &nothing
        )
    }
}

extension QUICVersion.Family {
    /// RFC 9001, section 5.8; RFC 9369, section 3.3.3; and the drafts' own.
    var retryIntegrity: (key: [UInt8], nonce: [UInt8])? {
        switch self {
        case .v1:
            (
                [
                    0xBE, 0x0C, 0x69, 0x0B, 0x9F, 0x66, 0x57, 0x5A, 0x1D, 0x76, 0x6B, 0x54, 0xE3, 0x68, 0xC8,
                    0x4E,
                ], [0x46, 0x15, 0x99, 0xD3, 0x5D, 0x63, 0x2B, 0xF2, 0x23, 0x98, 0x25, 0xBB]
            )
        case .v2:
            (
                [
                    0x8F, 0xB4, 0xB0, 0x1B, 0x56, 0xAC, 0x48, 0xE2, 0x60, 0xFB, 0xCB, 0xCE, 0xAD, 0x7C, 0xCC,
                    0x92,
                ], [0xD8, 0x69, 0x69, 0xBC, 0x2D, 0x7C, 0x6D, 0x99, 0x90, 0xEF, 0xB0, 0x4A]
            )
        case .draft29:
            (
                [
                    0xCC, 0xCE, 0x18, 0x7E, 0xD0, 0x9A, 0x09, 0xD0, 0x57, 0x28, 0x15, 0x5A, 0x6C, 0xB9, 0x6B,
                    0xE1,
                ], [0xE5, 0x49, 0x30, 0xF9, 0x7F, 0x21, 0x36, 0xF0, 0x53, 0x0A, 0x8C, 0x1C]
            )
        case .v2Draft, .draft23: nil
        }
    }
}
