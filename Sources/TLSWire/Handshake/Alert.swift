public import ByteParsing

/// One message of the alert protocol, in the clear.
///
/// `description` is the RFC's field and no text, so this is never `CustomStringConvertible`.
public struct Alert: Hashable, Sendable {
    public let level: AlertLevel
    public let description: AlertDescription

    public init(level: AlertLevel, description: AlertDescription) {
        self.level = level
        self.description = description
    }

    // struct {
    //     AlertLevel level;
    //     AlertDescription description;
    // } Alert;                                                      RFC 5246, section 7.2
    /// Reads one alert and leaves what follows it: a record may hold several.
    public init(parsing reader: inout ByteReader) throws(ParseError) {
        level = AlertLevel(rawValue: try reader.readUInt8("Alert.level"))
        description = AlertDescription(rawValue: try reader.readUInt8("Alert.description"))
    }

    /// Whether the sender ends the connection with it: any fatal alert, and close_notify.
    ///
    /// TLS 1.3 has closure alerts and errors and ignores the level (RFC 9846, section 6): all but user_canceled end it.
    public func endsConnection(in version: ProtocolVersion?) -> Bool {
        if level == .fatal || description == .closeNotify { return true }
        return version?.isTLS13 == true && description != .userCanceled
    }
}
