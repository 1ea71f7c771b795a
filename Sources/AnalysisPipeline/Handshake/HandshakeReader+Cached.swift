import ByteParsing
import HandshakeAnalysis
import TLSWire

/// A Certificate message in pieces that has so far gone on like one that was read before.
///
/// Chains are the longest of messages, and mostly come in two segments; of one that is known, no byte is kept.
struct CachedMessage {
    let known: MessageCache<CertificateChain>.Entry
    /// How many bytes of the body have come.
    var count: Int
}

extension HandshakeReader {
    private static let headerLength = HandshakeDeframer.headerLength

    /// Whether a Certificate that comes now is looked for among those that were read before.
    private func looksForChains(_ event: Sighting) -> Bool {
        guard transcript == nil, !facts.isTLS13 else { return false }
        return (event.sender == .client ? context.clientCertificateType : context.serverCertificateType)
            == .x509
    }

    /// Begins on a message of which a part is here, if it is in the cache as far as it goes.
    mutating func beginCached(_ bytes: Span<UInt8>, _ event: Sighting) -> Bool {
        guard bytes.count > Self.headerLength, bytes[0] == HandshakeType.certificate.rawValue,
            looksForChains(event), sides[event.sender].deframer.isAtMessageStart
        else { return false }
        let length = Int(bytes[1]) << 16 | Int(bytes.bigEndianUInt16(at: 2))
        let body = bytes.extracting(Self.headerLength...)
        guard body.count < length, let known = certificates.chain(beginningWith: body, length: length) else {
            return false
        }
        sides[event.sender].cached = CachedMessage(known: known, count: body.count)
        return true
    }

    /// Goes on with it, and says how many of the bytes were taken.
    mutating func continueCached(
        _ message: CachedMessage,
        _ bytes: Span<UInt8>,
        _ event: Sighting
    ) -> Int {
        let length = message.known.body.count
        let count = min(bytes.count, length - message.count)
        sides[event.sender].cached = nil
        guard message.known.has(bytes.extracting(..<count), at: message.count) else {
            collect(message, event)
            return 0
        }
        if message.count + count < length {
            sides[event.sender].cached = CachedMessage(known: message.known, count: message.count + count)
        } else if looksForChains(event) {
            record(message.known.value, event)
        } else {
            // Something was learned meanwhile by which it is another message than it seemed.
            let body = message.known.body
            readMessage(.certificate, body.span, event)
        }
        return count
    }

    /// It was another message after all: what has come is collected like one in pieces.
    private mutating func collect(_ message: CachedMessage, _ event: Sighting) {
        let body = message.known.body
        var begun = [HandshakeType.certificate.rawValue]
        for shift in [16, 8, 0] { begun.append(UInt8(truncatingIfNeeded: body.count >> shift)) }
        begun.append(copying: body.span.extracting(..<message.count))
        readPieces(begun.span, event)
    }
}
