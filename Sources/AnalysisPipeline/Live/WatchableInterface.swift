public import ByteParsing
import CaptureReading

/// An interface that can be watched, as `mtlscope interfaces` lists it.
public struct WatchableInterface: Hashable, Sendable {
    public let name: String
    public let description: String?
    public let addresses: [IPAddress]
    public let isUp: Bool
    public let isRunning: Bool
    public let isLoopback: Bool

    public static func all() throws(AnalysisError) -> [WatchableInterface] {
        do {
            return try CaptureInterface.all().map { interface in
                WatchableInterface(
                    name: interface.name,
                    description: interface.description,
                    addresses: interface.addresses,
                    isUp: interface.isUp,
                    isRunning: interface.isRunning,
                    isLoopback: interface.isLoopback
                )
            }
        } catch {
            throw AnalysisError(error, subject: "")
        }
    }
}
