import ByteParsing
import TLSWire

/// What the encrypted records of a TLS 1.3 connection tell about client authentication when no key is at hand.
///
/// A pure function of the facts: sizes, order, direction, and how the connection closed. docs/inference.md says
/// what it rests on.
public struct Inference: Sendable {
    /// What follows, and how surely.
    struct Conclusion: Hashable, Sendable {
        var status: Verdict.Status
        /// `nil` leaves the verdict as it is without inference.
        var confidence: Verdict.Confidence?
        var failure: Failure?
    }

    let concluded: ConcludedFacts
    @inline(__always) var facts: HandshakeFacts { concluded.facts }
    let arithmetic: RecordArithmetic
    let serverPlaces: RecordPlaces
    let clientPlaces: RecordPlaces
    let serverFlight: ServerFlight?
    let clientFlight: ClientFlight?
    private(set) var postHandshake: PostHandshake?
    /// What both sides did once the client had finished; `nil` where it did not.
    private(set) var exchange: DataExchange?

    /// The way to the conclusion, in order.
    public internal(set) var steps: [InferenceStep] = []
    var conclusion = Conclusion(status: .undetermined)

    /// Fails where there is nothing to infer from: another version, an unknown suite, or keys.
    public init?(of concluded: borrowing ConcludedFacts) {
        // Not by a name for the facts, for which they would be copied.
        guard concluded.facts.isTLS13, !concluded.facts.isDecrypted,
            let hello = concluded.facts.serverHello?.message,
            let arithmetic = RecordArithmetic(hello.cipherSuite, concluded.facts.framing)
        else { return nil }
        self.concluded = copy concluded
        self.arithmetic = arithmetic
        let records = concluded.facts.encryptedRecords
        let server = records.places(of: .server)
        let client = records.places(of: .client)
        let isResumption = hello.selectedIdentity != nil
        let isEarly = concluded.facts.clientHello?.message.offersEarlyData ?? true
        var before = 0
        let firstAnswer = client.count > 0 && !isEarly ? client[0] : records.count
        while before < server.count, server[before] < firstAnswer { before += 1 }
        var shape = ServerFlight(records, server, count: before, arithmetic, isResumption: isResumption)
        var first = 0
        if isEarly, server.count > 0 {
            // Early data may still come until the client has seen the server's flight.
            let last = server[(shape?.recordCount ?? 1) - 1]
            while first < client.count, client[first] < last { first += 1 }
            if first < client.count,
                arithmetic.holds(records.length(at: client[first]), arithmetic.endOfEarlyData, .none)
            {
                first += 1
            }
        }
        let reader = ClientFlightReader(
            arithmetic: arithmetic,
            mayHaveExtensions: concluded.facts.clientHello?.message.mayHaveApplicationSettings ?? false,
            isJSSE: concluded.facts.clientHello?.message.isOfJSSE ?? false,
            isRequested: shape?.isRequested
        )
        let flight = reader.read(records, client, from: first)
        clientFlight = flight
        if shape == nil, flight == nil || flight?.answer == .alert {
            // A client may refuse before the flight is there to the end.
            shape = ServerFlight(records, server, count: server.count, arithmetic, isResumption: isResumption)
        }
        serverFlight = shape
        serverPlaces = server
        clientPlaces = client
        if concluded.facts.offersPostHandshakeAuth, let flight = clientFlight,
            flight.answer == .finishedOnly
        {
            postHandshake = PostHandshake(
                records,
                after: client[flight.first + flight.recordCount - 1],
                arithmetic
            )
        }
        exchange = readExchange()
        // Mostly five or six.
        steps.reserveCapacity(6)
        conclude()
        if isClientPadded { conclusion = Conclusion(status: .undetermined) }
    }

    /// The client fills its records up to one large size, which hides what each of them is.
    ///
    /// Pieces of a message that is too long for a record have a power of two of bytes (RFC 6066, section 4).
    @inline(__always)
    private var isClientPadded: Bool {
        guard let flight = clientFlight, clientPlaces.count > flight.first + 1 else { return false }
        let size = length(clientPlaces[flight.first])
        let piece = size - Self.sealing
        return size >= Self.leastPadded && size == length(clientPlaces[flight.first + 1])
            && piece & (piece - 1) != 0
    }

    /// Smaller blocks leave the sizes of messages apart (``RecordPadding``).
    private static let leastPadded = 1_000
    /// A byte of type and a tag of 16.
    private static let sealing = 17

    /// What a resumed session is worth is another question: no certificate is asked for when one is resumed.
    var isResumption: Bool { facts.serverHello?.message.selectedIdentity != nil }

    // MARK: Places

    /// The place of the client flight's first record.
    func start(of flight: ClientFlight) -> Int { clientPlaces[flight.first] }

    func end(of flight: ClientFlight) -> Int { clientPlaces[flight.first + max(1, flight.recordCount) - 1] }

    func packet(_ place: Int) -> PacketReference { facts.encryptedRecords.packet(at: place) }

    func length(_ place: Int) -> Int { facts.encryptedRecords.length(at: place) }

    var serverPadding: RecordPadding {
        if let padding = serverFlight?.padding { return padding }
        if let block = arithmetic.largeBlock(facts.encryptedRecords, serverPlaces) { return block }
        guard isServerFlightTogether else { return .none }
        return arithmetic.paddingOfLast(facts.encryptedRecords, serverPlaces)
    }

    /// How large an alert of the server is, is known: its flight shows how it pads, or is too long to be padded.
    @inline(__always)
    var isServerAlertKnown: Bool {
        guard let padding = serverFlight?.padding else { return isServerFlightTogether }
        return !arithmetic.hidesSmallMessages(padding)
    }

    func aftermath(of flight: ClientFlight, after start: Int, _ end: Int) -> Aftermath {
        var padding = HandshakeFacts.PerRole(serverPadding)
        padding.client = flight.padding
        return Aftermath(facts, after: start, end, arithmetic, padding: padding)
    }
}

extension ClientHello {
    /// Extension 17513, or 17613 as Chromium sends it now: application_settings, whose client answers with an
    /// EncryptedExtensions of its own.
    fileprivate var mayHaveApplicationSettings: Bool {
        hasExtension(ExtensionType(rawValue: 17513)) || hasExtension(ExtensionType(rawValue: 17613))
    }

    /// signature_algorithms_cert, which of the stacks that were seen only JSSE offers.
    fileprivate var isOfJSSE: Bool { hasExtension(.signatureAlgorithmsCert) }
}

extension HandshakeFacts {
    /// Or may have offered it: its hello is not in the capture.
    @inline(__always) var offersPostHandshakeAuth: Bool {
        clientHello?.message.offersPostHandshakeAuth ?? true
    }

    /// GREASE (RFC 8701) is what BoringSSL's browsers send.
    var hasGREASE: Bool { clientHello?.message.cipherSuites.contains { $0.isGREASE } ?? false }
}
