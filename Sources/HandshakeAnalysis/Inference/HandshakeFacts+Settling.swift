import TLSWire

// When nothing that can still come will change what is inferred.

extension HandshakeFacts {
    /// The server went on after the client's answer, with records of two sizes.
    ///
    /// One size may be tickets, after which an application can still refuse; a second is data. A client that allows
    /// it can be asked later.
    @inline(__always)
    var isInferenceSettled: Bool {
        let isClientFull = !encryptedRecords.hasRoom(for: .client)
        let isServerFull = !encryptedRecords.hasRoom(for: .server)
        if isDecrypted { return isClientFull && isServerFull }
        if isClientFull || (isServerFull && isAnsweredByServer) { return true }
        return serverAnswers > 1 && !offersPostHandshakeAuth && clientHello?.message.offersEarlyData == false
    }

    /// The server sent more than an alert after the client's first record.
    @inline(__always)
    var isAnsweredByServer: Bool { serverAnswers > 0 }

    mutating func noteEncryptedRecord(length: Int, from sender: Role) {
        guard sender == .server, encryptedRecords.count(of: .client) > 0 else { return }
        guard length != lastServerRecord, length > Self.largestAlertRecord else { return }
        lastServerRecord = length
        serverAnswers = min(serverAnswers + 1, 2)
    }

    /// That of JSSE.
    private static let largestAlertRecord = 35
}
