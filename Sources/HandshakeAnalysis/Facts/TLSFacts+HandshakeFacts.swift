import TLSWire

extension TLSFacts {
    /// What the hellos of a connection settled.
    public init(_ facts: HandshakeFacts) { self.init(ConcludedFacts(facts)) }

    public init(_ concluded: ConcludedFacts) {
        authentication = concluded.authentication
        resumption = concluded.resumption
        version = concluded.facts.version
        isHelloRetryRequested = concluded.facts.helloRetryRequest != nil
        isDecrypted = concluded.facts.isDecrypted
        if let hello = concluded.facts.clientHello?.message {
            serverName = hello.serverName
            let offered = hello.versionsOffered
            // Few clients send GREASE, and the others' list is taken as it is.
            offeredVersions = offered.contains { $0.isGREASE } ? offered.filter { !$0.isGREASE } : offered
            offersEncryptedClientHello = hello.hasEncryptedClientHello
            offersPostHandshakeAuth = hello.offersPostHandshakeAuth
        }
        if let hello = concluded.facts.serverHello?.message {
            cipherSuite = hello.cipherSuite
            applicationProtocol =
                hello.applicationProtocol
                ?? concluded.facts.encryptedExtensions?.message.applicationProtocol
        }
    }
}
