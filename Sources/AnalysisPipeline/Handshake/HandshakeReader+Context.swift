import HandshakeAnalysis
import TLSWire

// How messages are read once the hellos have said so.

extension HandshakeReader {
    /// From here on messages are read as the hellos settled.
    mutating func settleContext() {
        hasHello = true
        guard facts.version != nil, let hello = facts.serverHello?.message else {
            if context.version != nil { context = HandshakeContext(sender: context.sender) }
            return
        }
        context.version = facts.version
        context.cipherSuite = hello.cipherSuite
        context.clientCertificateType = hello.clientCertificateType ?? .x509
        context.serverCertificateType = hello.serverCertificateType ?? .x509
    }
}
