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

    private let budget: Budget
    /// As the budget has it.
    private var heldBytes = 0

    /// Begins with a ClientHello; `nil` when there is no room for it.
    init?(clientHello body: Span<UInt8>, _ budget: Budget) {
        self.budget = budget
        guard hasRoom(for: body.count) else { return nil }
        clientHello = Self.message(.clientHello, body)
        settleBudget()
    }

    deinit { budget.heldBytes -= heldBytes }

    /// Takes the next message of a side; `false` when it has no place here, and nothing can be made of the rest.
    func append(_ type: HandshakeType, _ body: Span<UInt8>, from sender: Role) -> Bool {
        switch type {
        // RFC 5246, section 7.4.1.1; RFC 9846, section 4.5.1 lists what counts in TLS 1.3.
        case .helloRequest, .newSessionTicket, .keyUpdate: return true
        case .clientHello: return appendSecondHello(body, sender)
        case .serverHello where !flights.server.isEmpty: return false
        default: break
        }
        guard hasRoom(for: body.count) else { return false }
        defer { settleBudget() }
        let message = Self.message(type, body)
        if isOver { return appendLater(type, message, sender) }
        flights[sender] += message
        lastType[sender] = type
        return true
    }

    /// What follows the client's Finished is an exchange of its own.
    func finishHandshake() { isOver = true }

    private func appendSecondHello(_ body: Span<UInt8>, _ sender: Role) -> Bool {
        guard sender == .client, refusedHello.isEmpty, flights.client.isEmpty, !flights.server.isEmpty,
            hasRoom(for: body.count)
        else { return false }
        defer { settleBudget() }
        refusedHello = clientHello
        helloRetryRequest = flights.server
        clientHello = Self.message(.clientHello, body)
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
        let count = 4 + bodyCount
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
    private static func message(_ type: HandshakeType, _ body: Span<UInt8>) -> [UInt8] {
        let count = body.count
        var message: [UInt8] = []
        message.reserveCapacity(4 + count)
        message += [type.rawValue, UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
        message.append(copying: body)
        return message
    }

    // MARK: What is in it

    /// Whether these are the hellos in it, and nothing came between the server's and the client's.
    ///
    /// A capture may have the directions out of step, so that the server's first messages come before the ClientHello.
    func begins(with client: ClientHello, _ server: ServerHello) -> Bool {
        flights.server.first == HandshakeType.serverHello.rawValue
            && Self.random(clientHello) == client.random.bytes[...]
            && Self.random(flights.server) == server.random.bytes[...]
    }

    /// The last message of a side's flight.
    func ends(_ sender: Role, with type: HandshakeType) -> Bool { lastType[sender] == type }

    var hasEndOfEarlyData: Bool { flights.client.first == HandshakeType.endOfEarlyData.rawValue }

    /// Behind the message's header and the version.
    private static func random(_ hello: [UInt8]) -> ArraySlice<UInt8> { hello.dropFirst(6).prefix(32) }

    // MARK: What is made of it

    /// Up to TLS 1.2: every message so far.
    var messages: [UInt8] { clientHello + flights.server + flights.client }

    /// TLS 1.3: the hash of the messages up to the Certificate that a side sent last; `nil` if one of them is missing.
    ///
    /// Of the client, that is its answer to a request after the handshake if that is over.
    func hash(for sender: Role, _ hash: HashFunction) -> [UInt8]? {
        var messages = opening(hash) + flights.server
        if sender == .client { messages += flights.client }
        if isOver {
            guard sender == .client, let answer, let request = request(answeredBy: answer) else { return nil }
            messages += request + answer
        }
        let digest = hash.digest(of: messages.span)
        return digest.isEmpty ? nil : digest
    }

    /// A refused ClientHello is replaced by a message that holds its hash (RFC 8446, section 4.4.1).
    private func opening(_ hash: HashFunction) -> [UInt8] {
        guard !refusedHello.isEmpty else { return clientHello }
        let digest = hash.digest(of: refusedHello.span)
        return [HandshakeType.messageHash.rawValue, 0, 0, UInt8(truncatingIfNeeded: digest.count)] + digest
            + helloRetryRequest + clientHello
    }

    /// The request with the same certificate_request_context, with which both messages begin.
    ///
    /// A compressed answer hides its context; it belongs to the only request, if there is but one.
    private func request(answeredBy answer: [UInt8]) -> [UInt8]? {
        guard answer.first == HandshakeType.certificate.rawValue else {
            return requests.count == 1 ? requests.first : nil
        }
        let context = Self.context(answer)
        return requests.last { Self.context($0) == context }
    }

    private static func context(_ message: [UInt8]) -> ArraySlice<UInt8> {
        guard message.count > 4 else { return [] }
        return message.dropFirst(4).prefix(1 + Int(message[4]))
    }
}
