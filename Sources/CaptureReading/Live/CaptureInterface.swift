public import ByteParsing

/// A network interface that can be watched.
public struct CaptureInterface: Hashable, Sendable {
    public let name: String
    /// What libpcap or the system says about it.
    public let description: String?
    public let addresses: [IPAddress]
    public let isUp: Bool
    public let isRunning: Bool
    public let isLoopback: Bool

    /// Every interface that libpcap knows, also pseudo-interfaces such as `any`.
    public static func all() throws(CaptureError) -> [CaptureInterface] {
        try DeviceList().interfaces()
    }
}
