import TLSWire

/// Which came first, the server's close or what the client had to say.
///
/// No FIN tells who left first, and a close_notify may answer one that was lost or stands behind it. But a client that sends
/// data behind the server's close had not closed.
struct CloseOrder {
    private var hasServerClosed = false
    private(set) var isServerFirst = false

    mutating func note(_ type: ContentType, from sender: Role) {
        switch (sender, type) {
        case (.server, .alert): hasServerClosed = true
        case (.client, .applicationData): isServerFirst = isServerFirst || hasServerClosed
        default: break
        }
    }
}
