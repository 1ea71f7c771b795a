internal import ByteParsing

/// An IP packet's payload, as a range of the frame.
struct IPPayload {
    var source: IPAddress
    var destination: IPAddress
    var transport: UInt8
    var offset: Int
    /// Where the payload ended on the wire; beyond the frame's end if the capture cut it.
    var wireEnd: Int
}
