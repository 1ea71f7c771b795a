/// How files that are written for ever are kept in bounds.
public struct OutputOptions: Hashable, Sendable {
    /// When a file is put aside and a new one begun.
    public enum Rotation: Hashable, Sendable {
        /// Before it has more bytes than this.
        case size(Int)
        /// When a multiple of so many seconds since 1970, in UTC, has passed.
        case seconds(Int)
    }

    /// `nil`: never.
    public var rotation: Rotation?
    /// How many files that were put aside are kept; `nil`: all.
    public var kept: Int?
    /// Files that were put aside are compressed by zstd.
    public var compresses: Bool

    public init(rotation: Rotation? = nil, kept: Int? = nil, compresses: Bool = false) {
        self.rotation = rotation
        self.kept = kept
        self.compresses = compresses
    }
}
