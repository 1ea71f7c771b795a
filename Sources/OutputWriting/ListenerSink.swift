import SystemLibrary

/// A unix socket that any number of readers connect to; each gets the lines from then on.
///
/// A reader that is too slow misses lines, and nobody else does.
final class ListenerSink: LineSink {
    /// Readers at one time.
    private static let maximumReaders = 64
    /// Bytes that wait for one reader.
    private static let maximumWaiting = 4 << 20
    private static let pause = Duration.milliseconds(50)

    private let path: String
    private let socket: UnixSocket
    private var readers: [Reader] = []

    private final class Reader {
        let socket: UnixSocket
        var waiting: ArraySlice<UInt8> = []
        init(_ socket: UnixSocket) { self.socket = socket }
    }

    init(_ path: String) throws(Descriptor.Failure) {
        self.path = path
        socket = try UnixSocket(.stream)
        do throws(Descriptor.Failure) {
            try socket.claim(path)
            try socket.listen()
            socket.setNonBlocking()
        } catch {
            socket.close()
            throw error
        }
    }

    func write(_ lines: ArraySlice<UInt8>) -> SinkProgress {
        admit()
        for reader in readers where reader.waiting.count + lines.count <= Self.maximumWaiting {
            reader.waiting += lines
        }
        sendOn()
        return SinkProgress(written: lines.count)
    }

    func passTime() -> Duration? {
        admit()
        sendOn()
        return Self.pause
    }

    private func admit() {
        while readers.count < Self.maximumReaders, let reader = socket.accept() {
            readers.append(Reader(reader))
        }
    }

    private func sendOn() {
        readers.removeAll { reader in
            do throws(Descriptor.Failure) {
                while !reader.waiting.isEmpty {
                    reader.waiting = reader.waiting.dropFirst(try reader.socket.send(reader.waiting))
                }
                reader.waiting = []
                return false
            } catch {
                guard error.code != EAGAIN else { return false }
                reader.socket.close()
                return true
            }
        }
    }

    func close() -> Descriptor.Failure? {
        sendOn()
        for reader in readers { reader.socket.close() }
        readers = []
        socket.close()
        unsafe _ = unlink(path)
        return nil
    }
}
