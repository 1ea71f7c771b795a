public import ByteParsing

/// The connection of FTP whose data another one is to carry (RFC 959, section 3).
public enum ControlConnection: Hashable, Sendable {
    case known(ConnectionID)
    /// The capture lacks its beginning, and has it from this packet on: it may be one.
    case possible(PacketReference)
}
