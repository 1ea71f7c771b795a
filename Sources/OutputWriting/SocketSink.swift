import SystemLibrary

/// A unix socket that somebody listens on; if they go, it connects again and goes on with a whole line.
final class SocketSink: LineSink {
    private let path: String
    private var socket: UnixSocket?

    init(_ path: String) { self.path = path }

    func write(_ lines: ArraySlice<UInt8>) -> SinkProgress {
        var sent = 0
        do throws(Descriptor.Failure) {
            let socket = try connected()
            while sent < lines.count { sent += try socket.send(lines.dropFirst(sent)) }
            return SinkProgress(written: sent)
        } catch {
            socket?.close()
            socket = nil
            return SinkProgress(written: lines.wholeLines(within: sent), problem: error)
        }
    }

    private func connected() throws(Descriptor.Failure) -> UnixSocket {
        if let socket { return socket }
        let new = try UnixSocket(.stream)
        do throws(Descriptor.Failure) { try new.connect(to: path) } catch {
            new.close()
            throw error
        }
        socket = new
        return new
    }

    func reopen() -> Descriptor.Failure? {
        _ = close()
        return nil
    }

    func close() -> Descriptor.Failure? {
        socket?.close()
        socket = nil
        return nil
    }
}
