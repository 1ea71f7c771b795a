/// What padding says of the packets that share a datagram with a client's Initial packet, which has to be filled up (RFC 9000,
/// section 14.1).
public enum QUICPadding {
    /// PADDING frames, in bytes, that header protection asks of a short packet (RFC 9001, section 5.4.2), and some more.
    private static let mostForProtection = 20
    /// Less than any certificate takes.
    private static let shortestFilling = 128

    /// Whether so many bytes of PADDING frames were put into a packet to fill up its datagram.
    public static func fills(_ bytes: Int) -> Bool { bytes > mostForProtection }

    /// Whether a packet's content can be taken for what it is, where the Initial packet before it was filled up itself: whoever
    /// does that does it there alone, but what is long may fill the path's datagram all the same.
    public static func isMeasurable(behindFilled content: Int) -> Bool { content < shortestFilling }
}
