/// Where a report goes, as `-o` names it.
public enum OutputPlace: Hashable, Sendable {
    /// Where journald listens.
    public static let journalSocket = "/run/systemd/journal/socket"

    case standardOutput
    case file(String)
    /// A file of packets, which begins anew; one that is there is put aside.
    case capture(String)
    /// A unix socket that somebody listens on.
    case socket(String)
    /// A unix socket that readers connect to.
    case listener(String)
    /// The journal of systemd, by its socket.
    case journal(String)

    /// Reads `PATH`, `unix:PATH`, `journal:` or `journal:SOCKET`; `-` is standard output.
    ///
    /// A file whose name begins like that is written with `./` before it. `nil` where a socket has no path.
    public init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            guard !path.isEmpty else { return nil }
            self = .socket(path)
        } else if text.hasPrefix("journal:") {
            let path = String(text.dropFirst("journal:".count))
            self = .journal(path.isEmpty ? Self.journalSocket : path)
        } else {
            self = text == "-" ? .standardOutput : .file(text)
        }
    }

    /// How messages name it.
    public var name: String {
        switch self {
        case .standardOutput: "standard output"
        case .file(let path), .capture(let path): path
        case .socket(let path): "unix:" + path
        case .listener(let path): "the socket " + path
        case .journal(let path): path == Self.journalSocket ? "the journal" : "journal:" + path
        }
    }
}
