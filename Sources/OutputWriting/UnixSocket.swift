import SystemLibrary

/// A socket that is a name in the file system.
///
/// Unsafe, because an address is a structure of C that is passed by its address: it is a local value that outlives the
/// call, and a path that does not fit into it is refused.
struct UnixSocket {
    let number: Int32

    enum Kind { case stream, datagram }

    init(_ kind: Kind) throws(Descriptor.Failure) {
        number = inheritedByNone(AF_UNIX, kind == .stream ? streamSocket : datagramSocket, 0)
        guard number >= 0 else { throw Descriptor.Failure(code: errno) }
    }

    func connect(to path: String) throws(Descriptor.Failure) {
        try unsafe Self.withAddress(path) { unsafe SystemLibrary.connect(number, $0, $1) }
    }

    func bind(to path: String) throws(Descriptor.Failure) {
        try unsafe Self.withAddress(path) { unsafe SystemLibrary.bind(number, $0, $1) }
    }

    func listen() throws(Descriptor.Failure) {
        guard SystemLibrary.listen(number, 16) == 0 else { throw Descriptor.Failure(code: errno) }
    }

    func setNonBlocking() { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }

    /// Somebody who has connected; `nil` if nobody has.
    func accept() -> UnixSocket? {
        let accepted = SystemLibrary.accept(number, nil, nil)
        guard accepted >= 0 else { return nil }
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        let socket = UnixSocket(number: accepted)
        socket.setNonBlocking()
        return socket
    }

    private init(number: Int32) { self.number = number }

    /// Sends once, without a signal for who has gone, and says how many bytes went out.
    func send(_ bytes: ArraySlice<UInt8>) throws(Descriptor.Failure) -> Int {
        while true {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe SystemLibrary.send(number, $0.baseAddress, $0.count, withoutSignal)
            }
            if count >= 0 { return count }
            guard errno == EINTR else { throw Descriptor.Failure(code: errno) }
        }
    }

    enum Received {
        case bytes([UInt8])
        case nothing
        /// The other end has gone.
        case end
    }

    /// Takes what is there, of a socket that does not wait.
    func receive() -> Received {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe recv(number, $0.baseAddress, $0.count, 0)
            }
            if count > 0 { return .bytes(Array(chunk[..<count])) }
            if count == 0 { return .end }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .nothing
            default: return .end
            }
        }
    }

    /// Claims a name in the file system, also one that nobody listens on any more.
    func claim(_ path: String) throws(Descriptor.Failure) {
        // Who sees the reports is for the folder's permissions to say, and at first only us.
        let mask = umask(0o077)
        defer { umask(mask) }
        do throws(Descriptor.Failure) {
            try bind(to: path)
        } catch {
            guard error.code == EADDRINUSE, Self.isAbandoned(path) else { throw error }
            unsafe _ = unlink(path)
            try bind(to: path)
        }
    }

    private static func isAbandoned(_ path: String) -> Bool {
        guard let mode = Descriptor.mode(of: path), mode & S_IFMT == S_IFSOCK,
            let probe = try? UnixSocket(.stream)
        else { return false }
        defer { probe.close() }
        do throws(Descriptor.Failure) {
            try probe.connect(to: path)
            return false
        } catch {
            return error.code == ECONNREFUSED
        }
    }

    func close() { SystemLibrary.close(number) }

    /// Connects to a name that is none of the file system (unix(7)): `name` stands behind a zero.
    func connect(toAbstract name: String) throws(Descriptor.Failure) {
        let bytes = [0] + Array(name.utf8)
        let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + bytes.count }
        try unsafe Self.withAddress(bytes, length: length) { unsafe SystemLibrary.connect(number, $0, $1) }
    }

    private static func withAddress(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(Descriptor.Failure) {
        try unsafe withAddress(Array(path.utf8), length: nil, body)
    }

    /// The length counts for names that are none of the file system.
    private static func withAddress(
        _ bytes: [UInt8],
        length: Int?,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(Descriptor.Failure) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard bytes.count < room.count else { return false }
            unsafe room.copyBytes(from: bytes)
            return true
        }
        guard fits else { throw Descriptor.Failure(code: ENAMETOOLONG) }
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(length ?? MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw Descriptor.Failure(code: errno) }
    }
}
