import SystemLibrary

/// The other end of what ``SocketSink`` and ``ListenerSink`` write: lines that come over a unix socket.
///
/// Where somebody listens already, as `watch --serve` does, it connects, and connects again when they come back. Else it
/// listens itself, for any number of watches that write with `-o unix:PATH`.
///
/// Unsafe calls: `poll` gets a local array with its true length; `unlink` a text that outlives the call.
public final class SocketReader {
    /// Writers at one time; more wait.
    private static let maximumWriters = 64
    private static let retryInterval = Duration.seconds(1)

    public enum Event: Hashable, Sendable {
        /// Somebody began to write; numbers are never given twice.
        case joined(Int)
        case bytes(Int, [UInt8])
        case left(Int)
    }

    private let path: String
    private let listener: UnixSocket?
    private var writers: [(number: Int, socket: UnixSocket)] = []
    private var lastNumber = 0
    private var nextTry = ContinuousClock.now

    public init(_ path: String) throws(Descriptor.Failure) {
        self.path = path
        let probe = try UnixSocket(.stream)
        do throws(Descriptor.Failure) {
            try probe.connect(to: path)
            listener = nil
            probe.setNonBlocking()
            admit(probe)
            return
        } catch {
            probe.close()
            // Of a stranger's socket, that is the answer; else there is none, or nobody listens there any more.
            if error.isPermission { throw error }
        }
        let socket = try UnixSocket(.stream)
        do throws(Descriptor.Failure) {
            try socket.claim(path)
            try socket.listen()
            socket.setNonBlocking()
        } catch {
            socket.close()
            throw error
        }
        listener = socket
    }

    /// Whether others connect to this process, and not this one to another.
    public var isListening: Bool { listener != nil }

    private func admit(_ socket: UnixSocket) {
        lastNumber += 1
        writers.append((lastNumber, socket))
        joined.append(lastNumber)
    }

    private var joined: [Int] = []

    /// Waits for something, at most so long.
    public func next(within milliseconds: Int32) -> [Event] {
        reconnect()
        var requests = writers.map { pollfd(fd: $0.socket.number, events: Int16(POLLIN), revents: 0) }
        if let listener, writers.count < Self.maximumWriters {
            requests.append(pollfd(fd: listener.number, events: Int16(POLLIN), revents: 0))
        }
        let wait = joined.isEmpty ? milliseconds : 0
        unsafe _ = requests.withUnsafeMutableBufferPointer {
            unsafe poll($0.baseAddress, nfds_t($0.count), wait)
        }
        while let listener, writers.count < Self.maximumWriters, let socket = listener.accept() {
            admit(socket)
        }
        var events = joined.map { Event.joined($0) }
        joined = []
        for (number, socket) in writers {
            switch socket.receive() {
            case .bytes(let bytes): events.append(.bytes(number, bytes))
            case .nothing: break
            case .end:
                events.append(.left(number))
                socket.close()
                writers.removeAll { $0.number == number }
            }
        }
        return events
    }

    private func reconnect() {
        guard listener == nil, writers.isEmpty, .now >= nextTry else { return }
        nextTry = .now + Self.retryInterval
        guard let socket = try? UnixSocket(.stream) else { return }
        do throws(Descriptor.Failure) {
            try socket.connect(to: path)
            socket.setNonBlocking()
            admit(socket)
        } catch {
            socket.close()
        }
    }

    /// Gives the name back, if it was taken.
    public func close() {
        for writer in writers { writer.socket.close() }
        writers = []
        guard let listener else { return }
        listener.close()
        unsafe _ = unlink(path)
    }
}
