/// How a sentence names a packet.
struct FrameName: CustomStringConvertible {
    let number: UInt64
    /// The input that holds it, unless that is clear.
    var place: String?

    var description: String { "frame \(number)" + (place.map { " of \($0)" } ?? "") }
}
