internal import TLSWire

/// The sizes that a cipher suite and QUIC's frames give to a client's messages.
///
///     content = packet number (1…4) + ACK frame (none, or 5 and more) + CRYPTO frame (3 or 4) + messages
///
/// The header of a long packet tells its length, and all suites have a tag of 16 bytes; what is left is `content`. A client
/// acknowledges the server's flight in the packet of its Finished or in one before it, so that some bytes are not known; they
/// are fewer than the eight that an empty Certificate takes.
struct QUICArithmetic: Hashable, Sendable {
    /// What a packet of the client may hold by its size.
    enum Reading: Hashable, Sendable {
        /// Nothing of the handshake: an acknowledgment, or less than a Finished.
        case small
        case finished(isSure: Bool)
        case declined(isSure: Bool)
        /// Finished with an acknowledgment, or an empty Certificate and Finished without one.
        case finishedOrDeclined
        /// More than both, and less than the smallest certificate takes.
        case neither
        case large
    }

    /// A Finished with its header.
    let finished: Int
    private static let header = 4
    /// A Certificate without entries, with its header.
    static let emptyCertificate = header + 1 + 3
    /// Type, offset and length of a CRYPTO frame at the beginning of its stream.
    private static let frame = 3
    /// Of ACK frames without a gap: their packet number of one byte, type, and four integers; mostly 5 or 6, with a long delay
    /// 8.
    private static let acknowledged = 5...8
    /// Of those without one: the packet number, and a byte of a length that is written longer than it needs to be.
    private static let bare = 1...4
    /// The smallest Certificate, CertificateVerify and Finished come to more, whatever else there is.
    private let smallestPresentation: Int

    /// Fails for a suite that is unknown.
    init?(_ suite: CipherSuite) {
        guard let hash = suite.handshakeHash else { return nil }
        finished = Self.header + hash.size
        smallestPresentation =
            Self.frame + Self.emptyCertificate + 5 + 44 + Self.header + 2 + 2 + 64
            + finished
    }

    /// What a Handshake packet of the client holds, where nothing in it is padding; `numberSize` is that of its packet numbers,
    /// if earlier packets showed it.
    func read(_ content: Int, acknowledgment: Int?) -> Reading {
        let rest = content - Self.frame - finished
        switch rest {
        case ..<1: return .small
        case 1...8: return .finished(isSure: true)
        case 9...12: return readAmbiguous(rest, acknowledgment)
        case 13...22: return rest == 13 ? .finishedOrDeclined : .declined(isSure: true)
        case _ where content >= smallestPresentation: return .large
        default: return .neither
        }
    }

    /// Whether it is neither a Finished nor an empty Certificate with one, whatever the packet numbers.
    func isNoAnswer(_ content: Int) -> Bool {
        switch read(content, acknowledgment: nil) {
        case .large, .neither: true
        case .small, .finished, .declined, .finishedOrDeclined: false
        }
    }

    /// An acknowledgment alone shows how many bytes its packet numbers have, mostly: then one of the two does not fit.
    private func readAmbiguous(_ rest: Int, _ acknowledgment: Int?) -> Reading {
        guard let acknowledgment else { return .finishedOrDeclined }
        let spare = rest - Self.emptyCertificate
        switch acknowledgment {
        // Two bytes and an ACK frame of five, six or eight; nine is one byte more of a CRYPTO frame's length.
        case 7, 8, 10: return rest == 9 ? .finished(isSure: false) : .finishedOrDeclined
        // One byte and an ACK frame of eight, or of five.
        case 6, 9: return spare == 1 ? .declined(isSure: false) : .finishedOrDeclined
        default: return .finishedOrDeclined
        }
    }

    /// The largest content of a packet that only acknowledges, with a few gaps.
    static let largestAcknowledgment = 20
    /// The smallest acknowledgment with a gap has one byte more: a packet number and seven of a frame (RFC 9000, section
    /// 19.3.1).
    static let largestWithoutGap = 7
}
