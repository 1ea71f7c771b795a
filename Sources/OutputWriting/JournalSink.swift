import SystemLibrary

/// The journal of systemd: each line is a message, in its native protocol (systemd's docs/JOURNAL_NATIVE_PROTOCOL.md).
final class JournalSink: LineSink {
    private enum Priority: String { case warning = "4", informational = "6" }

    /// What is worth a warning: a connection that failed, and lost packets.
    private static let warnings = [#""status":"failed""#, #"{"type":"loss""#].map { Array($0.utf8) }

    private let path: String
    private var socket: UnixSocket

    init(_ path: String) throws(Descriptor.Failure) {
        self.path = path
        socket = try Self.open(path)
    }

    private static func open(_ path: String) throws(Descriptor.Failure) -> UnixSocket {
        let socket = try UnixSocket(.datagram)
        do throws(Descriptor.Failure) { try socket.connect(to: path) } catch {
            socket.close()
            throw error
        }
        return socket
    }

    func write(_ lines: ArraySlice<UInt8>) -> SinkProgress {
        var written = 0
        var refused = 0
        while written < lines.count {
            let rest = lines.dropFirst(written)
            let length = rest.firstLine
            do throws(Descriptor.Failure) {
                try send(rest.prefix(length))
            } catch {
                // journald was started again: the name leads to another socket now.
                if [ECONNREFUSED, ENOTCONN, ENOENT].contains(error.code), reopen() == nil,
                    (try? send(rest.prefix(length))) != nil
                {
                    written += length
                    continue
                }
                guard error.code == EMSGSIZE else {
                    return SinkProgress(written: written, problem: error, refused: refused)
                }
                // Trying again would not make a message smaller.
                refused += 1
            }
            written += length
        }
        return SinkProgress(written: written, refused: refused)
    }

    private func send(_ line: ArraySlice<UInt8>) throws(Descriptor.Failure) {
        let text = line.last == UInt8(ascii: "\n") ? line.dropLast() : line
        guard !text.isEmpty else { return }
        let priority = Self.warnings.contains { text.contains($0) } ? Priority.warning : .informational
        var message = Array("SYSLOG_IDENTIFIER=mtlscope\nPRIORITY=\(priority.rawValue)\nMESSAGE=".utf8)
        message += text
        message.append(UInt8(ascii: "\n"))
        _ = try socket.send(message[...])
    }

    func reopen() -> Descriptor.Failure? {
        do throws(Descriptor.Failure) {
            let new = try Self.open(path)
            socket.close()
            socket = new
            return nil
        } catch {
            return error
        }
    }

    func close() -> Descriptor.Failure? {
        socket.close()
        return nil
    }
}
