import OutputWriting

/// Standard error, which carries everything that is no result.
enum Console {
    /// Writes a line, or a few, with the program's name before the first; if that fails there is nowhere to tell.
    static func say(_ text: String) {
        try? Descriptor.standardError.write("mtlscope: \(text)\n")
    }

    /// The same, unless somebody would have to wait for the reader.
    static func sayIfReady(_ text: String) { Descriptor.standardError.writeIfReady("mtlscope: \(text)\n") }
}
