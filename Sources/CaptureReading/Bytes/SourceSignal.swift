/// What a source says in place of a number of bytes.
enum SourceSignal {
    /// Nothing has come for a tenth of a second, and more may.
    static let nothingYet = -1
    /// What comes next is another capture, wherever the last one ended.
    static let boundary = -2
}
