/// Where the bytes of a capture come from: a file, or a decompressor before one.
///
/// It is asked once a chunk, so that being an existential costs nothing that matters.
protocol ByteSource: AnyObject {
    /// Reads what is there.
    ///
    /// A pipe gives what has arrived and does not wait until the buffer is full. A source that may be silent for long
    /// says so instead of waiting for ever.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(CaptureError) -> SourceReading

    /// How many bytes of the file have been read, for a progress bar.
    var bytesRead: UInt64 { get }

    /// Whether the bytes ended in the middle of what they should be: a compressed file cut short.
    var isCutShort: Bool { get }
}
