public import ByteParsing
public import TLSWire

/// Collects the first application data of one connection, at most 16 KiB of it, and recognises a refusal.
///
/// Feed it until ``isDone``: a refusal is set with the first bytes that show one, and its text may become more specific
/// while the rest of the same reply arrives. Of the client it keeps only how it began; of the server it keeps what it
/// reads until it has finished, and then nothing but the refusal.
public struct ApplicationObserver: Sendable {
    /// What is read of each direction.
    public static let maximumBytes = 16 << 10
    /// How much of the client's first bytes tells its protocol and, in HTTP, its method.
    private static let maximumClientPrefix = 64

    private enum State {
        case greeting
        case reading(any ReplyReader)
        case done
    }

    /// What the server said when it refused; `nil` if it has not, or has not yet.
    public private(set) var refusal: ApplicationRefusal?
    /// The code of an answer that shows that the client was let in, such as `200`; empty where the protocol has none, and
    /// `nil` if none was read.
    public private(set) var answer: String?
    private var state = State.greeting
    private var input = PendingBytes()
    private var clientPrefix: [UInt8] = []

    public init() {}

    /// Reads the server's answer to the first request of HTTP/3, of whose stream it gets the bytes.
    public static var http3: ApplicationObserver {
        var observer = ApplicationObserver()
        observer.state = .reading(HTTP3ResponseReader())
        return observer
    }

    /// Nothing more needs to be fed: refused, evidently accepted, not a protocol that is known, or the limit reached.
    public var isDone: Bool {
        if case .done = state { true } else { false }
    }

    /// Takes in the next application data of one direction; its cost is that of these bytes, wherever they are cut.
    public mutating func receive(_ bytes: Span<UInt8>, from sender: Role, at packet: PacketReference) {
        guard !isDone, bytes.count > 0 else { return }
        switch sender {
        case .client:
            let room = ApplicationObserver.maximumClientPrefix - clientPrefix.count
            if room > 0 { clientPrefix.append(copying: bytes.extracting(first: room)) }
        case .server:
            input.append(bytes.extracting(first: ApplicationObserver.maximumBytes - input.bytes.count))
            read(at: packet)
            if input.bytes.count >= ApplicationObserver.maximumBytes { finish() }
        }
    }

    private mutating func read(at packet: PacketReference) {
        if case .greeting = state {
            let greeting = ServerGreeting(server: input.bytes, client: clientPrefix)
            let (reader, needsMore) = greeting.recognise()
            if let reader { state = .reading(reader) } else if needsMore { return } else { return finish() }
        }
        guard case .reading(var reader) = state else { return }
        // So that the reader's buffers have one owner, and are changed in place.
        state = .greeting
        let progress = reader.read(&input)

        state = .reading(reader)
        if let finding = reader.finding {
            note(finding, of: type(of: reader).applicationProtocol, at: packet)
        } else {
            answer = reader.answer
        }
        if progress == .finished { finish() }
    }

    /// Sets the refusal, or refines it and leaves the packet that first showed it.
    private mutating func note(
        _ finding: Finding,
        of applicationProtocol: ApplicationRefusal.ApplicationProtocol,
        at packet: PacketReference
    ) {
        refusal = ApplicationRefusal(
            applicationProtocol,
            concerns: finding.concerns,
            code: finding.code,
            text: finding.text,
            packet: refusal?.packet ?? packet
        )
    }

    /// Forgets everything but the refusal.
    private mutating func finish() {
        state = .done
        input = PendingBytes()
        clientPrefix = []
    }
}
