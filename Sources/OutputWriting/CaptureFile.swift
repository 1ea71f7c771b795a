import SystemLibrary

/// A file that packets are written to: nobody but its owner can read it.
///
/// Calls to the C library are marked unsafe since they take pointers; each gets one to text that outlives the call.
enum CaptureFile {
    /// Begins the file; one that is there, and holds something, is put aside as `NAME-20261201T101500Z`.
    static func open(_ path: String) throws(Descriptor.Failure) -> Descriptor {
        try Descriptor.refuseForeignLink(path)
        guard let mode = Descriptor.mode(of: path) else {
            return try Descriptor(creating: path, mode: Descriptor.privateMode)
        }
        guard mode & S_IFMT == S_IFREG else { return try Descriptor(writingTo: path) }
        if let time = Descriptor.changeTime(of: path), !(try isEmpty(path)) {
            let aside = RotatedFiles(of: path, OutputOptions()).nextName(at: time)
            guard unsafe rename(path, aside) == 0 else { throw Descriptor.Failure(code: errno) }
        }
        return try Descriptor(creating: path, mode: Descriptor.privateMode)
    }

    private static func isEmpty(_ path: String) throws(Descriptor.Failure) -> Bool {
        try Descriptor.beginning(of: path, count: 1).isEmpty
    }
}
