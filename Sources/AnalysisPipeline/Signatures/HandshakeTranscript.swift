import ByteParsing
import HandshakeAnalysis
import OpenSSLHandles
import TLSWire

/// The messages of one handshake as they were sent, headers included: what signatures and master secrets are made over.
///
/// Each side's messages are kept apart, since a capture may have the two directions in another order than the ends had.
/// It exists only while something is made of it, and from a ClientHello on: a connection that the capture joins later,
/// or of which it lacks bytes, has none.
///
///     up to TLS 1.2:  ClientHello | the server's flight | the client's
///     TLS 1.3:        [ClientHello, HelloRetryRequest,] ClientHello | the server's flight | the client's
///     after it:       all of that, up to the client's Finished | CertificateRequest | Certificate
final class HandshakeTranscript {
    /// What all transcripts of one engine hold; used by one thread at a time.
    final class Budget {
        /// Beyond this messages are given up, so that handshakes that never end hold no more than that.
        static let maximumBytes = 64 << 20

        fileprivate(set) var heldBytes = 0
    }

    /// Beyond this the messages are given up: a handshake is a few kilobytes, with long chains some dozens.
    static let maximumBytes = 256 << 10
    /// Requests after the handshake that are kept while they wait for an answer; each has a context of its own.
    static let maximumRequests = 4

    /// The first ClientHello, if the server wanted another one, and what it said: HelloRetryRequest.
    private var refusedHello: [UInt8] = []
    private var helloRetryRequest: [UInt8] = []
    private var clientHello: [UInt8] = []
    private var flights = HandshakeFacts.PerRole<[UInt8]>([])
    private var lastType = HandshakeFacts.PerRole<HandshakeType?>(nil)
    /// Of TLS 1.3, after the client's Finished.
    private var requests: [[UInt8]] = []
    private var answer: [UInt8]?
    /// The client's Finished ended the handshake of TLS 1.3.
    private(set) var isOver = false
    /// A bare public key (RFC 7250) that a side presented.
    var rawPublicKeys = HandshakeFacts.PerRole<[UInt8]?>(nil)

    /// The `message_seq` of the ClientHello that it began with; 0 but in DTLS.
    let firstSequence: UInt16

    private let budget: Budget
    private let framing: HandshakeFraming
    /// As the budget has it.
    private(set) var heldBytes = 0

    /// Begins with a ClientHello; `nil` when there is no room for it.
    ///
    /// `sequence` is its `message_seq`, where it was sent by DTLS.
    init?(
        clientHello body: Span<UInt8>,
        sequence: UInt16 = 0,
        framing: HandshakeFraming = .tls,
        _ budget: Budget
    ) {
        firstSequence = sequence
        self.budget = budget
        self.framing = framing
        guard hasRoom(for: body.count) else { return nil }
        clientHello = message(.clientHello, body, sequence)
        settleBudget()
    }

    deinit { budget.heldBytes -= heldBytes }

    /// Takes the next message of a side; `false` when it has no place here, and nothing can be made of the rest.
    func append(
        _ type: HandshakeType,
        _ body: Span<UInt8>,
        sequence: UInt16 = 0,
        from sender: Role
    ) -> Bool {
        switch type {
        // RFC 5246, section 7.4.1.1; RFC 9846, section 4.5.1 lists what counts in TLS 1.3; of DTLS up to 1.2,
        // RFC 6347, section 4.2.1 leaves HelloVerifyRequest out, and the ClientHello that it answers is replaced.
        case .helloRequest, .newSessionTicket, .keyUpdate, .helloVerifyRequest: return true
        case .clientHello: return appendSecondHello(body, sequence, sender)
        case .serverHello where !flights.server.isEmpty: return false
        default: break
        }
        guard hasRoom(for: body.count) else { return false }
        defer { settleBudget() }
        let message = message(type, body, sequence)
        if isOver { return appendLater(type, message, sender) }
        flights[sender] += message
        lastType[sender] = type
        return true
    }

    /// What follows the client's Finished is an exchange of its own.
    func finishHandshake() { isOver = true }

    private func appendSecondHello(_ body: Span<UInt8>, _ sequence: UInt16, _ sender: Role) -> Bool {
        guard sender == .client, refusedHello.isEmpty, flights.client.isEmpty, !flights.server.isEmpty,
            hasRoom(for: body.count)
        else { return false }
        defer { settleBudget() }
        refusedHello = clientHello
        helloRetryRequest = flights.server
        clientHello = message(.clientHello, body, sequence)
        flights.server = []
        lastType.server = nil
        return true
    }

    private func appendLater(_ type: HandshakeType, _ message: [UInt8], _ sender: Role) -> Bool {
        switch (type, sender) {
        case (.certificateRequest, .server):
            if requests.count == Self.maximumRequests { requests.removeFirst() }
            requests.append(message)
        case (.certificate, .client), (.compressedCertificate, .client): answer = message
        default: break
        }
        return true
    }

    /// Whether a message with a body of so many bytes can be held.
    private func hasRoom(for bodyCount: Int) -> Bool {
        let count = framing.headerLength + bodyCount
        return heldBytes + count <= Self.maximumBytes && budget.heldBytes + count <= Budget.maximumBytes
    }

    private func settleBudget() {
        let count = byteCount
        budget.heldBytes += count - heldBytes
        heldBytes = count
    }

    private var byteCount: Int {
        refusedHello.count + helloRetryRequest.count + clientHello.count + flights.client.count
            + flights.server.count + requests.reduce(0) { $0 + $1.count } + (answer?.count ?? 0)
    }

    // struct {
    //     HandshakeType msg_type;
    //     uint24 length;
    //     select (Handshake.msg_type) { ... } body;
    // } Handshake;                                                 RFC 8446, section 4
    //
    // DTLS has message_seq, fragment_offset and fragment_length behind the length, those of a message in one piece:
    // so it is hashed, however it was sent (RFC 6347, section 4.2.6). DTLS 1.3 leaves them out again.
    private func message(_ type: HandshakeType, _ body: Span<UInt8>, _ sequence: UInt16) -> [UInt8] {
        let count = body.count
        let length = [UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
        var message: [UInt8] = []
        message.reserveCapacity(framing.headerLength + count)
        message += [type.rawValue] + length
        if framing == .dtls {
            message += [UInt8(sequence >> 8), UInt8(truncatingIfNeeded: sequence), 0, 0, 0] + length
        }
        message.append(copying: body)
        return message
    }

    /// The messages as TLS 1.3 hashes them, in DTLS 1.3 as well (RFC 9147, section 5.2).
    private func plain(_ messages: [UInt8]) -> [UInt8] {
        guard framing == .dtls else { return messages }
        var plain: [UInt8] = []
        var rest = messages[...]
        while rest.count >= framing.headerLength {
            let start = rest.startIndex
            let length = rest[(start + 1)...(start + 3)].reduce(0) { $0 << 8 | Int($1) }
            plain += rest.prefix(4)
            plain += rest.dropFirst(framing.headerLength).prefix(length)
            rest = rest.dropFirst(framing.headerLength + length)
        }
        return plain
    }

    // MARK: What is in it

    /// Whether these are the hellos in it, and nothing came between the server's and the client's.
    ///
    /// A capture may have the directions out of step, so that the server's first messages come before the ClientHello.
    func begins(with client: ClientHello, _ server: ServerHello) -> Bool {
        flights.server.first == HandshakeType.serverHello.rawValue
            && random(clientHello) == client.random.bytes[...]
            && random(flights.server) == server.random.bytes[...]
    }

    /// The last message of a side's flight.
    func ends(_ sender: Role, with type: HandshakeType) -> Bool { lastType[sender] == type }

    var hasEndOfEarlyData: Bool { flights.client.first == HandshakeType.endOfEarlyData.rawValue }

    /// Behind the message's header and the version.
    private func random(_ hello: [UInt8]) -> ArraySlice<UInt8> {
        hello.dropFirst(framing.headerLength + 2).prefix(32)
    }

    // MARK: What is made of it

    /// Up to TLS 1.2: every message so far.
    var messages: [UInt8] { clientHello + flights.server + flights.client }

    /// TLS 1.3: the hash of the messages up to the Certificate that a side sent last; `nil` if one of them is missing.
    ///
    /// Of the client, that is its answer to a request after the handshake if that is over.
    func hash(for sender: Role, _ hash: HashFunction) -> [UInt8]? {
        var messages = opening(hash) + plain(flights.server)
        if sender == .client { messages += plain(flights.client) }
        if isOver {
            guard sender == .client, let answer, let request = request(answeredBy: answer) else { return nil }
            messages += plain(request + answer)
        }
        let digest = hash.digest(of: messages.span)
        return digest.isEmpty ? nil : digest
    }

    /// A refused ClientHello is replaced by a message that holds its hash (RFC 8446, section 4.4.1).
    private func opening(_ hash: HashFunction) -> [UInt8] {
        guard !refusedHello.isEmpty else { return plain(clientHello) }
        let digest = hash.digest(of: plain(refusedHello).span)
        return [HandshakeType.messageHash.rawValue, 0, 0, UInt8(truncatingIfNeeded: digest.count)] + digest
            + plain(helloRetryRequest + clientHello)
    }

    /// The request with the same certificate_request_context, with which both messages begin.
    ///
    /// A compressed answer hides its context; it belongs to the only request, if there is but one.
    private func request(answeredBy answer: [UInt8]) -> [UInt8]? {
        guard answer.first == HandshakeType.certificate.rawValue else {
            return requests.count == 1 ? requests.first : nil
        }
        let context = context(answer)
        return requests.last { self.context($0) == context }
    }

    private func context(_ message: [UInt8]) -> ArraySlice<UInt8> {
        let body = message.dropFirst(framing.headerLength)
        guard let length = body.first else { return [] }
        return body.prefix(1 + Int(length))
    }
}
