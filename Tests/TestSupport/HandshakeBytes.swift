// TLS messages up to TLS 1.2 as bytes, for tests that send them over a stream.

/// One record.
public func record(_ type: UInt8, _ fragment: [UInt8], version: UInt16 = 0x0303) -> [UInt8] {
    [type] + be(version) + be(UInt16(fragment.count)) + fragment
}

/// One handshake message, header included.
public func handshake(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
    [type] + be(UInt32(body.count))[1...] + body
}

/// A handshake message in a record of its own.
public func handshakeRecord(_ type: UInt8, _ body: [UInt8]) -> [UInt8] { record(22, handshake(type, body)) }

/// A block of extensions; nothing if there is none.
public func extensionBlock(_ extensions: [(type: UInt16, body: [UInt8])]) -> [UInt8] {
    let list = extensions.flatMap { be($0.type) + be(UInt16($0.body.count)) + $0.body }
    return list.isEmpty ? [] : be(UInt16(list.count)) + list
}

/// The bodies and the flights of a TLS 1.2 handshake with ECDHE and ECDSA, made up but well-formed.
public enum TLS12Bytes {
    public static func clientHello(
        sessionID: [UInt8] = [],
        extensions: [(type: UInt16, body: [UInt8])] = [],
        name: String = "api.example"
    ) -> [UInt8] {
        let host = Array(name.utf8)
        let serverName = be(UInt16(host.count + 3)) + [0] + be(UInt16(host.count)) + host
        return [3, 3] + [UInt8](repeating: 0x5A, count: 32) + [UInt8(sessionID.count)] + sessionID
            + [0, 2, 0xC0, 0x2B, 1, 0] + extensionBlock([(0, serverName)] + extensions)
    }

    public static func serverHello(sessionID: [UInt8] = []) -> [UInt8] {
        [3, 3] + [UInt8](repeating: 0xA5, count: 32) + [UInt8(sessionID.count)] + sessionID + [0xC0, 0x2B, 0]
    }

    /// A chain of one certificate that is no certificate.
    public static func certificate(_ size: Int = 300) -> [UInt8] {
        let der = [0x30, 0x82] + be(UInt16(size)) + [UInt8](repeating: 7, count: size)
        return be(UInt32(der.count + 3))[1...] + be(UInt32(der.count))[1...] + der
    }

    public static let emptyCertificate: [UInt8] = [0, 0, 0]
    public static let keyExchange: [UInt8] = [3, 0, 23, 1, 4, 4, 3, 0, 1, 9]
    public static let certificateRequest: [UInt8] = [2, 1, 64, 0, 2, 4, 3, 0, 0]
    public static let clientKeyExchange: [UInt8] = [2, 1, 1]
    public static let certificateVerify: [UInt8] = [4, 3, 0, 2, 9, 9]

    // MARK: Flights, as records

    public static func hello(name: String = "api.example") -> [UInt8] {
        handshakeRecord(1, clientHello(name: name))
    }

    public static func serverFlight(requests: Bool, sessionID: [UInt8] = []) -> [UInt8] {
        handshakeRecord(2, serverHello(sessionID: sessionID)) + handshakeRecord(11, certificate())
            + handshakeRecord(12, keyExchange) + (requests ? handshakeRecord(13, certificateRequest) : [])
            + handshakeRecord(14, [])
    }

    /// The client's answer; `nil` for a handshake without a request, an empty array for an empty Certificate.
    public static func clientFlight(certificate: [UInt8]?) -> [UInt8] {
        let presents = certificate.map { $0.count > 3 } ?? false
        return (certificate.map { handshakeRecord(11, $0) } ?? []) + handshakeRecord(16, clientKeyExchange)
            + (presents ? handshakeRecord(15, certificateVerify) : []) + finished
    }

    /// ChangeCipherSpec and a Finished under encryption.
    public static let finished = record(20, [1]) + record(22, [UInt8](repeating: 0xEE, count: 40))
    public static func data(_ count: Int = 60) -> [UInt8] {
        record(23, [UInt8](repeating: 0xDD, count: count))
    }
    /// A ClientHello of a renegotiation: encrypted, like all that follows.
    public static let encryptedHandshake = record(22, [UInt8](repeating: 0xCC, count: 120))
    public static func alert(_ level: UInt8, _ description: UInt8) -> [UInt8] {
        record(21, [level, description])
    }
}
