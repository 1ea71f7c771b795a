// What systems call differently about sockets.

#if canImport(Darwin)
public let streamSocket = SOCK_STREAM
public let datagramSocket = SOCK_DGRAM

/// For send(2): a peer that has gone is an error and no signal.
///
/// Here ``inheritedByNone(_:_:_:)`` has seen to that.
public let withoutSignal: Int32 = 0

/// socket(2), for a socket that no program which this one starts gets, and that sends no SIGPIPE.
public func inheritedByNone(_ domain: Int32, _ type: Int32, _ number: Int32) -> Int32 {
    let descriptor = socket(domain, type, number)
    guard descriptor >= 0 else { return descriptor }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var isWanted: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    unsafe _ = setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &isWanted, size)
    return descriptor
}
#else
public let streamSocket = Int32(SOCK_STREAM.rawValue)
public let datagramSocket = Int32(SOCK_DGRAM.rawValue)

/// For send(2): a peer that has gone is an error and no signal.
public let withoutSignal = Int32(MSG_NOSIGNAL)

/// socket(2), for a socket that no program which this one starts gets.
public func inheritedByNone(_ domain: Int32, _ type: Int32, _ number: Int32) -> Int32 {
    socket(domain, type | Int32(SOCK_CLOEXEC.rawValue), number)
}
#endif
