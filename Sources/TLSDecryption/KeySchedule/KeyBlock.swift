import TLSWire

/// One sender's part of the key block of SSL 3.0 to TLS 1.2.
struct KeyBlock: Hashable, Sendable {
    let macKey: [UInt8]
    let key: [UInt8]
    let iv: [UInt8]

    struct Sizes: Hashable, Sendable {
        var macKey: Int
        var key: Int
        var iv: Int
    }

    //  client_write_MAC_key[SecurityParameters.mac_key_length]
    //  server_write_MAC_key[SecurityParameters.mac_key_length]
    //  client_write_key[SecurityParameters.enc_key_length]
    //  server_write_key[SecurityParameters.enc_key_length]
    //  client_write_IV[SecurityParameters.fixed_iv_length]
    //  server_write_IV[SecurityParameters.fixed_iv_length]         RFC 5246, section 6.3

    /// - Returns: `nil` for TLS 1.3, or when OpenSSL lacks a hash.
    init?(
        masterSecret: [UInt8],
        clientRandom: Random,
        serverRandom: Random,
        version: ProtocolVersion,
        suite: CipherSuite,
        sizes: Sizes,
        sender: Role
    ) {
        let length = 2 * (sizes.macKey + sizes.key + sizes.iv)
        guard let function = PseudorandomFunction(version, suite),
            let block = function.expand(
                masterSecret,
                label: "key expansion",
                seed: serverRandom.bytes + clientRandom.bytes,
                length: length
            )
        else { return nil }
        var offset = 0
        func read(_ size: Int) -> [UInt8] {
            let start = sender == .client ? offset : offset + size
            offset += 2 * size
            return Array(block[start..<start + size])
        }
        macKey = read(sizes.macKey)
        key = read(sizes.key)
        iv = read(sizes.iv)
    }
}
