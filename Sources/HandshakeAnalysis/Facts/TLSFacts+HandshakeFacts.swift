import TLSWire

extension TLSFacts {
    /// What the hellos of a connection settled.
    public init(_ facts: HandshakeFacts) {
        var common = CommonFacts()
        self.init(ConcludedFacts(facts), &common)
    }

    public init(_ concluded: ConcludedFacts, _ common: inout CommonFacts) {
        version = concluded.facts.version
        resumption = concluded.resumption
        isHelloRetryRequested = concluded.facts.helloRetryRequest != nil
        isDecrypted = concluded.facts.isDecrypted
        authentication = concluded.authentication
        cipherSuite = concluded.facts.serverHello?.message.cipherSuite
        if let hello = concluded.facts.clientHello?.message {
            serverName = common.serverName(of: hello)
            offeredVersions = common.offeredVersions(of: hello)
            offersEncryptedClientHello = hello.hasEncryptedClientHello
            offersPostHandshakeAuth = hello.offersPostHandshakeAuth
        }
        applicationProtocol = common.applicationProtocol(of: concluded)
    }
}
