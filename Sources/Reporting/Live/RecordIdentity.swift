internal import ByteParsing
internal import HandshakeAnalysis

/// Whose record it is: which sensor wrote it, in which run, of what interface, and as which of its records.
///
/// Records that were lost on the way leave a gap in the sequence.
public struct RecordIdentity: Sendable {
    public let sensor: String
    /// Differs from run to run; with it, a connection's id is unique.
    public let run: String
    /// The interfaces, by the index that packets carry.
    public var interfaces: [UInt32: String] = [:]
    private(set) var sequence: UInt64 = 0

    /// The name of a sensor is cut to this many characters.
    public static let longestSensor = 64

    public init(sensor: String, run: String) {
        self.sensor = String(sensor.prefix(Self.longestSensor))
        self.run = run
    }

    mutating func next() -> UInt64 {
        sequence += 1
        return sequence
    }

    /// The interface of a packet, or the only one there is.
    func interface(_ input: UInt32?) -> String? {
        if let input { return interfaces[input] }
        return interfaces.count == 1 ? interfaces.first?.value : nil
    }
}

extension JSONWriter {
    /// Writes who the record is of, where that is known.
    mutating func identify(_ input: UInt32?) {
        guard let number = identity?.next(), let identity else { return }
        field("sequence", number)
        field("sensor", identity.sensor)
        field("interface", identity.interface(input))
        field("run", identity.run)
    }

    /// The same in the middle of what is written: what precedes ends within a quote, and what follows begins so.
    @inline(never)
    mutating func identifyWithinQuote(_ input: UInt32) {
        buffer.append("\"," as StaticString)
        identify(input)
        // The last value is a text: its quote and comma are what follows.
        buffer.removeLast(2)
    }
}
