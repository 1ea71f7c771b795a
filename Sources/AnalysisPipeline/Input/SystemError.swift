import SystemLibrary

enum SystemError {
    static let noSuchFile = ENOENT
    static let notPermitted = EACCES

    /// The system's sentence for an `errno`, in the locale C.
    static func text(of number: Int32) -> String {
        // strerror lends a string that stays until the next call of this thread; it is copied at once.
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }
}
