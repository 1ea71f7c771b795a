import TLSWire

extension TLSFacts {
    /// What the hellos of a connection settled.
    public init(_ facts: borrowing HandshakeFacts) {
        self.init()
        version = facts.version
        resumption = facts.resumption
        isHelloRetryRequested = facts.helloRetryRequest != nil
        isDecrypted = facts.isDecrypted
        authentication = facts.authentication
        if let hello = facts.clientHello?.message {
            serverName = hello.serverName
            offeredVersions = hello.versionsOffered.filter { !$0.isGREASE }
            offersEncryptedClientHello = hello.hasEncryptedClientHello
            offersPostHandshakeAuth = hello.offersPostHandshakeAuth
        }
        if let hello = facts.serverHello?.message {
            cipherSuite = hello.cipherSuite
            applicationProtocol =
                hello.applicationProtocol ?? facts.encryptedExtensions?.message.applicationProtocol
        }
    }
}
