import CaptureWriting

/// The interfaces that a capture describes which is being written, each once; packets name them by number.
struct WrittenInterfaces {
    /// What packets come from that share a description.
    struct Place: Hashable {
        let input: UInt32
        /// Of the interface in that input, where it matters.
        var number: UInt32 = 0
        let linkType: UInt32
    }

    private var numbers: [Place: UInt32] = [:]

    var isEmpty: Bool { numbers.isEmpty }

    /// The number of a place's interface, which is described first if it has not been.
    mutating func number(
        of place: Place,
        in writer: inout PcapngWriter,
        name: @autoclosure () -> String?
    ) -> UInt32 {
        if let known = numbers[place] { return known }
        let number = writer.addInterface(linkType: place.linkType, snapLength: 0, name: name())
        numbers[place] = number
        return number
    }

    /// The descriptions were lost on the way: each is written again before the next packet.
    mutating func forget() { numbers = [:] }
}
