internal import ByteParsing

/// What the pieces of an IP datagram have in common (RFC 791, section 2.3; RFC 8200, section 4.5).
public struct FragmentIdentity: Hashable, Sendable {
    let source: IPAddress
    let destination: IPAddress
    let identification: UInt32
    let transport: UInt8

    init(_ payload: IPPayload, _ identification: UInt32) {
        source = payload.source
        destination = payload.destination
        self.identification = identification
        transport = payload.transport
    }
}
