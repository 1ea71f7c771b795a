/// Reads the CONNACK of an MQTT server: the only packet that it may send first.
///
/// MQTT 3.1.1, section 3.2: two bytes, flags and return code. MQTT 5, section 3.2: flags, reason code, properties, of
/// which one is the reason as text.
struct MQTTReplyReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.mqtt
    static let connectionAcknowledgement: UInt8 = 0x20

    /// Bad user name or password, not authorised; MQTT 5: bad user name or password, not authorised, banned, bad
    /// authentication method.
    private static let refusals: Set<UInt8> = [4, 5, 0x86, 0x87, 0x8A, 0x8C]
    private static let reasonString: UInt8 = 0x1F

    private(set) var finding: Finding?
    private(set) var answer: String?

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        guard let first = input.peek(0) else { return .wantsMore }
        guard first == MQTTReplyReader.connectionAcknowledgement else { return .finished }
        var length = 0
        var end = 1
        while true {
            guard let byte = input.peek(end) else { return .wantsMore }
            guard end <= 4 else { return .finished }
            length |= Int(byte & 0x7F) << (7 * (end - 1))
            end += 1
            if byte & 0x80 == 0 { break }
        }
        guard let packet = input.read(end + length) else { return .wantsMore }
        guard length >= 2 else { return .finished }
        let code = packet[end + 1]
        let reason = MQTTReplyReader.reason(in: packet[(end + 2)...])
        if MQTTReplyReader.refusals.contains(code)
            || (code >= 0x80 && RefusalWords.concern(in: reason) != nil)
        {
            finding = Finding(code: String(code), said: reason)
        } else if code == 0 {
            answer = String(code)
        }
        return .finished
    }

    /// The reason string among the properties, if everything before it is of a kind whose length is known.
    private static func reason(in properties: ArraySlice<UInt8>) -> [UInt8] {
        // The length of the properties is below 128 in any CONNACK that a refusing server sends.
        var rest = properties.dropFirst()
        while let identifier = rest.popFirst() {
            if let width = fixedWidths[identifier] {
                rest = rest.dropFirst(width)
                continue
            }
            let length = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
            let value = rest.dropFirst(2).prefix(length)
            if identifier == reasonString { return Array(value) }
            guard stringProperties.contains(identifier) else { return [] }
            rest = rest.dropFirst(2 + length)
        }
        return []
    }

    /// Session expiry, receive maximum, maximum QoS, retain, packet size, topic alias, wildcards, identifiers, shared,
    /// keep alive.
    private static let fixedWidths: [UInt8: Int] = [
        0x11: 4, 0x21: 2, 0x24: 1, 0x25: 1, 0x27: 4, 0x22: 2, 0x28: 1, 0x29: 1, 0x2A: 1, 0x13: 2,
    ]
    /// Assigned client identifier, response information, server reference, authentication method and data.
    private static let stringProperties: Set<UInt8> = [0x12, 0x1A, 0x1C, 0x15, 0x16]
}
