import CMicroHTTPD
import SystemLibrary

/// Answers GET and HEAD over HTTP, on a thread of its own, by libmicrohttpd.
///
/// The library is loaded when the first of these is made. Unsafe, because libmicrohttpd calls back with a pointer to
/// ``Answers``, which this class keeps until the daemon has stopped; texts and addresses are lent for one call, and bodies are copied by the library.
@safe
public final class MetricsServer {
    /// Who asks at one time; more wait to be accepted.
    private static let maximumConnections: UInt32 = 32
    /// Seconds of silence after which a connection is closed.
    private static let patience: UInt32 = 10
    /// Bytes of a request's head, and of an answer's.
    private static let headBytes = 16 << 10

    public struct Failure: Error, Hashable {
        /// What the system says, or the loader where the library is missing.
        public let text: String
    }

    private let daemon: OpaquePointer
    private let answers: Unmanaged<Answers>

    private final class Answers: Sendable {
        let answer: @Sendable (HTTPQuestion) -> HTTPAnswer
        init(_ answer: @escaping @Sendable (HTTPQuestion) -> HTTPAnswer) { self.answer = answer }
    }

    /// Listens; `answer` is called on another thread.
    public init(
        _ address: ListeningAddress,
        answer: @escaping @Sendable (HTTPQuestion) -> HTTPAnswer
    ) throws(Failure) {
        if let missing = unsafe cmicrohttpd_load() {
            throw Failure(text: unsafe String(cString: missing))
        }
        let answers = unsafe Unmanaged.passRetained(Answers(answer))
        errno = 0
        let daemon = unsafe address.withSocketAddress { pointer, isIPv6 in
            unsafe cmicrohttpd_start(
                pointer,
                isIPv6 ? 1 : 0,
                { context, connection, path, method, _, _, uploaded, state in
                    unsafe MetricsServer.receive(context, connection, path, method, uploaded, state)
                },
                answers.toOpaque(),
                nil,
                Self.maximumConnections,
                Self.patience,
                Self.headBytes
            )
        }
        guard let daemon = unsafe daemon else {
            unsafe answers.release()
            throw Failure(
                text: errno == 0 ? "it cannot be listened on" : unsafe String(cString: strerror(errno))
            )
        }
        unsafe self.daemon = daemon
        unsafe self.answers = answers
    }

    deinit {
        unsafe cmicrohttpd_stop(daemon)
        unsafe answers.release()
    }

    /// The port that is listened on, also where the system chose it.
    public var port: UInt16 { unsafe cmicrohttpd_port(daemon) }

    // MARK: Requests

    /// libmicrohttpd calls it first with the head of a request, then with the body, and then once more.
    private static func receive(
        _ context: UnsafeMutableRawPointer?,
        _ connection: OpaquePointer?,
        _ path: UnsafePointer<CChar>?,
        _ method: UnsafePointer<CChar>?,
        _ uploaded: UnsafeMutablePointer<Int>?,
        _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> MHD_Result {
        guard let context = unsafe context, let connection = unsafe connection, let path = unsafe path,
            let method = unsafe method, let state = unsafe state
        else { return .NO }
        let answers = unsafe Unmanaged<Answers>.fromOpaque(context).takeUnretainedValue()
        // An answer is to be queued only once the head was seen, or the connection cannot be used again.
        guard unsafe state.pointee != nil else {
            unsafe state.pointee = context
            return .YES
        }
        // Nobody asked for a body: it is read and forgotten.
        if let uploaded = unsafe uploaded, unsafe uploaded.pointee > 0 {
            unsafe uploaded.pointee = 0
            return .YES
        }
        let word = unsafe String(cString: method)
        guard word == "GET" || word == "HEAD" else {
            return unsafe send(.text(405, "only GET and HEAD are answered"), connection, allows: "GET, HEAD")
        }
        let accept = unsafe cmicrohttpd_field(connection, "Accept")
        let question = HTTPQuestion(
            path: unsafe String(cString: path),
            accept: unsafe accept.map { unsafe String(cString: $0) }
        )
        return unsafe send(answers.answer(question), connection)
    }

    private static func send(
        _ answer: HTTPAnswer,
        _ connection: OpaquePointer,
        allows: String? = nil
    ) -> MHD_Result {
        let response = unsafe answer.body.withUnsafeBytes {
            unsafe cmicrohttpd_answer($0.baseAddress, $0.count)
        }
        guard let response = unsafe response else { return .NO }
        unsafe cmicrohttpd_add_field(response, "Content-Type", answer.contentType)
        unsafe cmicrohttpd_add_field(response, "Cache-Control", "no-store")
        unsafe cmicrohttpd_add_field(response, "X-Content-Type-Options", "nosniff")
        if let allows { unsafe cmicrohttpd_add_field(response, "Allow", allows) }
        return unsafe cmicrohttpd_send(connection, answer.status, response)
    }
}
