import SystemLibrary

/// Which interfaces are to be watched: a name, or a pattern as a shell has it.
///
/// Unsafe calls: fnmatch gets two texts that outlive the call; the list of names is walked and freed where it was made.
struct InterfacePattern: Hashable {
    let text: String
    let isGlob: Bool

    init(_ text: String) {
        self.text = text
        isGlob = text.contains { "*?[".contains($0) }
    }

    func matches(_ name: String) -> Bool { isGlob ? unsafe fnmatch(text, name, 0) == 0 : name == text }

    /// The interfaces of this network namespace, without libpcap's pseudo-interfaces.
    static func presentNames() -> [String] {
        guard let list = unsafe if_nameindex() else { return [] }
        defer { unsafe if_freenameindex(list) }
        var names: [String] = []
        var entry = unsafe list
        while unsafe entry.pointee.if_index != 0, let name = unsafe entry.pointee.if_name {
            names.append(unsafe String(cString: name))
            unsafe entry += 1
        }
        return names.sorted()
    }
}
