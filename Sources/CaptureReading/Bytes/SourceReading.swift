/// What one reading of a source came to.
enum SourceReading: Hashable {
    /// So many bytes, at least one.
    case bytes(Int)
    /// The source has ended.
    case end
    /// Nothing has come for a tenth of a second, and more may.
    case nothingYet
    /// What comes next is another capture, wherever the last one ended.
    case boundary

    /// Of a source that gives bytes until it ends.
    init(count: Int) { self = count > 0 ? .bytes(count) : .end }

    /// More may come although nothing has.
    var isWaiting: Bool {
        switch self {
        case .nothingYet, .boundary: true
        case .bytes, .end: false
        }
    }
}
