import CBuildInfo
import CaptureReading
import OpenSSLHandles

/// What this program was built from, and the libraries that it runs with.
public struct BuildInformation: Sendable {
    /// The first digits of the commit; `nil` in a build that was not made by the project's scripts.
    public let commit: String?
    /// As "1.10.3".
    public let libpcap: String
    /// As "3.0.19".
    public let openSSL: String

    public static var current: BuildInformation {
        BuildInformation(
            commit: unsafe mtlscope_built_commit().map { unsafe String(cString: $0) },
            libpcap: LibpcapVersion.text,
            openSSL: OpenSSLVersion.text
        )
    }
}
