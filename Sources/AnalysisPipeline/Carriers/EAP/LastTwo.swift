/// The last two different values that came; none of them takes memory of its own.
struct LastTwo<Element: Equatable> {
    private(set) var former: Element?
    private(set) var last: Element?

    func contains(_ element: Element) -> Bool { last == element || former == element }

    /// Takes a value that may be one of them, and gives back the one that it displaced.
    mutating func add(_ element: Element) -> Element? {
        if contains(element) { return nil }
        let displaced = former
        former = last
        last = element
        return displaced
    }
}
