import ByteParsing
import FuzzSupport
import TLSWire

/// The input is the body of a handshake message, after its type and what is known of the handshake.
@_cdecl("FuzzMessages_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        unsafe read(copy(start, count))
        return 0
    }
}

private let versions: [ProtocolVersion?] = [nil, .ssl3, .tls10, .tls11, .tls12, .tls13, .dtls12, .dtls13]

private func read(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    let type = HandshakeType(rawValue: input.byte())
    let how = input.byte()
    let suite = CipherSuite(rawValue: UInt16(input.byte()) << 8 | UInt16(input.byte()))
    let body = input.rest()
    let context = HandshakeContext(
        sender: how & 1 == 0 ? .client : .server,
        version: versions[Int(how >> 1 & 7)],
        cipherSuite: how & 0x10 != 0 ? suite : nil,
        clientCertificateType: how & 0x20 != 0 ? .rawPublicKey : .x509,
        serverCertificateType: how & 0x40 != 0 ? .rawPublicKey : .x509
    )
    let message = try? HandshakeMessage(parsing: body.span, type: type, context: context)
    if case .clientHello(let hello)? = message { precondition(!hello.versionsOffered.isEmpty) }
    // What is accepted must be refused with a byte more: no structure ends in the air.
    if message != nil, how & 0x80 != 0 {
        _ = try? HandshakeMessage(parsing: (body + [0]).span, type: type, context: context)
    }
    _ = StreamStart(body.span)
    var deframer = HandshakeDeframer()
    deframer.receive(body.span) { _ in }
}
