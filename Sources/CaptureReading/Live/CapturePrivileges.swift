import SystemLibrary

#if !canImport(Darwin)
import CLinux
#endif

/// What the process may do once the interfaces are open.
///
/// Unsafe calls: getpwnam_r and capset get local values that outlive the call.
public enum CapturePrivileges {
    /// Becomes another user, with their groups, and keeps of root's rights only the one to capture: an interface that
    /// comes back has to be opened again.
    ///
    /// Call it while the process has one thread.
    public static func become(_ user: String) throws(CaptureError) {
        #if canImport(Darwin)
        throw CaptureError(.live(message: "this system has no right to capture without root's others"))
        #else
        guard geteuid() == 0 else {
            throw CaptureError(.liveNotPermitted(message: "only root can become another user"))
        }
        let (id, group) = try identity(of: user)
        guard clinux_prctl(PR_SET_KEEPCAPS, 1, 0) == 0, unsafe initgroups(user, group) == 0,
            setgid(group) == 0,
            setuid(id) == 0
        else { throw failure("cannot become \(user)") }
        _ = clinux_prctl(PR_SET_KEEPCAPS, 0, 0)
        guard id != 0 else { return }
        try keepOnly(CAP_NET_RAW)
        #endif
    }

    /// Whether the system has a user of this name.
    public static func isUser(_ name: String) -> Bool { (try? identity(of: name)) != nil }

    private static func identity(of user: String) throws(CaptureError) -> (uid_t, gid_t) {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var room = [CChar](repeating: 0, count: 1 << 16)
        let status = unsafe getpwnam_r(user, &entry, &room, room.count, &found)
        guard status == 0, unsafe found != nil else {
            throw CaptureError(.live(message: "there is no such user"))
        }
        return unsafe (entry.pw_uid, entry.pw_gid)
    }

    #if !canImport(Darwin)
    private static func keepOnly(_ capability: Int32) throws(CaptureError) {
        var header = __user_cap_header_struct(version: UInt32(_LINUX_CAPABILITY_VERSION_3), pid: 0)
        let bit = UInt32(1) << UInt32(capability)
        var data = [
            __user_cap_data_struct(effective: bit, permitted: bit, inheritable: 0),
            __user_cap_data_struct(effective: 0, permitted: 0, inheritable: 0),
        ]
        guard unsafe capset(&header, &data) == 0 else { throw failure("cannot keep the right to capture") }
    }

    private static func failure(_ what: String) -> CaptureError {
        guard let text = unsafe strerror(errno) else { return CaptureError(.live(message: what)) }
        return unsafe CaptureError(.live(message: "\(what): \(String(cString: text))"))
    }
    #endif
}
