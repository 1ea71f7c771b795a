import SystemLibrary

/// Tells systemd how the service is doing: the datagrams of sd_notify(3).
///
/// What cannot be sent is forgotten: a service manager that does not listen is none that waits.
public final class ServiceNotifier: Sendable {
    public enum State: Hashable, Sendable {
        case ready
        case stopping
        /// Sent again and again, so that systemd knows that nothing is stuck.
        case alive
        /// What `systemctl status` shows.
        case status(String)

        fileprivate var text: String {
            switch self {
            case .ready: "READY=1"
            case .stopping: "STOPPING=1"
            case .alive: "WATCHDOG=1"
            // A line break would begin another assignment.
            case .status(let text): "STATUS=" + text.split(separator: "\n").joined(separator: " ")
            }
        }
    }

    private let socket: UnixSocket

    /// `path` is the value of `NOTIFY_SOCKET`: a path, or a name of the abstract namespace behind an `@`.
    public init?(_ path: String) {
        guard path.hasPrefix("/") || path.hasPrefix("@"), let socket = try? UnixSocket(.datagram) else {
            return nil
        }
        do throws(Descriptor.Failure) {
            if path.hasPrefix("@") {
                try socket.connect(toAbstract: String(path.dropFirst()))
            } else {
                try socket.connect(to: path)
            }
        } catch {
            socket.close()
            return nil
        }
        // Whoever does not read must not hold up what is told.
        socket.setNonBlocking()
        self.socket = socket
    }

    deinit { socket.close() }

    public func tell(_ states: State...) {
        let message = states.map(\.text).joined(separator: "\n")
        _ = try? socket.send(Array(message.utf8)[...])
    }
}
