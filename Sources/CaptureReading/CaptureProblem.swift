/// A ``CaptureError`` and the input that has it.
public struct CaptureProblem: Error, Hashable, Sendable {
    /// The file, folder or interface as it was named, a file of a folder below that name; `-` for standard input.
    public let path: String
    public let error: CaptureError

    public init(path: String, error: CaptureError) {
        self.path = path
        self.error = error
    }
}
