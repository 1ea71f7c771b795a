/// How a sentence names a packet; it stands by itself so that a ``Phrase`` takes it in without a string in between.
struct FrameName: CustomStringConvertible {
    let number: UInt64
    /// The input that holds it, unless that is clear.
    var place: String?

    var description: String { "frame \(number)" + (place.map { " of \($0)" } ?? "") }
}

extension Phrase.StringInterpolation {
    mutating func appendInterpolation(_ frame: FrameName) {
        appendLiteral("frame ")
        appendInterpolation(frame.number)
        guard let place = frame.place else { return }
        appendLiteral(" of ")
        appendInterpolation(place)
    }
}
