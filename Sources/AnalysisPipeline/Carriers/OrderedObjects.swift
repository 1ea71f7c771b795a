/// What can stand in ``OrderedObjects``, in one of them at a time.
protocol Placed: AnyObject {
    /// Where it stands there; nobody else changes it.
    var place: Int { get set }
}

/// Objects in the order in which they came, of which any may go: that costs the same however many there are.
struct OrderedObjects<Element: Placed> {
    /// Those that went have left their places empty, until half of the places are.
    private var places: [Element?] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    var elements: [Element] { places.compactMap { $0 } }

    mutating func append(_ element: Element) {
        element.place = places.count
        places.append(element)
        count += 1
    }

    /// Takes out an object, if it is one of these.
    mutating func remove(_ element: Element) {
        guard places.indices.contains(element.place), places[element.place] === element else { return }
        places[element.place] = nil
        count -= 1
        if places.count >= 32, count <= places.count / 2 { closeUp() }
    }

    private mutating func closeUp() {
        places = places.filter { $0 != nil }
        for (place, element) in places.enumerated() { element?.place = place }
    }

    /// The last, among so many, of which something holds.
    func last(of most: Int, where isIt: (Element) -> Bool) -> Element? {
        var left = most
        for case let element? in places.reversed() {
            guard left > 0 else { return nil }
            left -= 1
            if isIt(element) { return element }
        }
        return nil
    }
}
