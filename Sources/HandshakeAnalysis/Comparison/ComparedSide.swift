/// Which of the two handshakes of a comparison: the first that was named, or the second.
public enum ComparedSide: String, CaseIterable, Hashable, Sendable {
    case good, bad

    public var other: ComparedSide { self == .good ? .bad : .good }
}
