import ByteParsing
import TLSDecryption
import TLSWire
import Testing

/// A trace of RFC 8448: its records after the hellos, and the secrets that open them.
struct PublishedTrace: CustomTestStringConvertible, Sendable {
    let name: String
    let clientRandom: String
    let secrets: [String: String]
    let records: [Record]

    struct Record: Sendable {
        let sender: Role
        let epoch: Epoch
        let content: Content
        let bytes: String

        init(_ sender: Role, _ epoch: Epoch, _ content: Content, _ bytes: String) {
            self.sender = sender
            self.epoch = epoch
            self.content = content
            self.bytes = bytes
        }
    }

    enum Epoch: Hashable, Sendable { case early, handshake, application }

    enum Content: Hashable, Sendable {
        case handshake([Message])
        case data(String)
        /// A close_notify.
        case alert
    }

    var testDescription: String { name }

    func keyLog() -> KeyLog { KeyLog(lines: secrets.map { "\($0.key) \(clientRandom) \($0.value)" }) }
}

@Suite struct `RFC 8448 traces` {
    @Test(arguments: rfc8448Traces) func `decrypt to what the RFC lists`(_ trace: PublishedTrace) throws {
        let secrets = try #require(trace.keyLog().secrets(for: random(trace.clientRandom)))
        for sender in Role.allCases {
            for epoch in [PublishedTrace.Epoch.early, .handshake, .application] {
                let records = trace.records.filter { $0.sender == sender && $0.epoch == epoch }
                guard !records.isEmpty else { continue }
                let secret = try #require(Self.secret(secrets, sender, epoch))
                let decryptor = try Opener(secret: secret, suite: .TLS_AES_128_GCM_SHA256)
                for record in records {
                    let opened = try #require(decryptor.open(bytes(record.bytes)))
                    #expect(Self.content(opened) == record.content)
                    #expect(opened.skipped == 0)
                }
            }
        }
    }

    @Test(arguments: rfc8448Traces) func `yield nothing with the other side's secret`(
        _ trace: PublishedTrace
    ) throws {
        let secrets = try #require(trace.keyLog().secrets(for: random(trace.clientRandom)))
        for record in trace.records where record.epoch != .early {
            let secret = try #require(Self.secret(secrets, record.sender.opposite, record.epoch))
            let decryptor = try Opener(secret: secret, suite: .TLS_AES_128_GCM_SHA256)
            let outcome = try decryptor.outcome(
                bytes(record.bytes),
                lookingAhead: RecordDecryptor.maximumLookahead
            )
            #expect(outcome == .authenticationFailed)
            #expect(decryptor.plaintext.isEmpty)
            #expect(decryptor.sequenceNumber == 0)
        }
    }

    @Test func `have the keys that the RFC derives`() throws {
        let secret = try bytes("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38")
        let keys = try #require(TLS13KeySchedule.trafficKeys(secret: secret, suite: .TLS_AES_128_GCM_SHA256))
        #expect(keys.key.hexadecimal == "3fce516009c21727d0f2e4e86ee403bc")
        #expect(keys.iv.hexadecimal == "5d313eb2671276ee13000b30")
    }

    @Test func `refuse early data under the handshake secret, and then go on`() throws {
        let trace = try #require(rfc8448Traces.first { $0.records.contains { $0.epoch == .early } })
        let secrets = try #require(trace.keyLog().secrets(for: random(trace.clientRandom)))
        let secret = try #require(secrets.clientHandshakeTraffic)
        let decryptor = try Opener(secret: secret, suite: .TLS_AES_128_GCM_SHA256)
        for record in trace.records where record.epoch == .early {
            #expect(try decryptor.outcome(bytes(record.bytes)) == .authenticationFailed)
        }
        let finished = try #require(trace.records.first { $0.sender == .client && $0.epoch == .handshake })
        #expect(try decryptor.open(bytes(finished.bytes)) != nil)
    }

    // MARK: Helpers

    private static func secret(
        _ secrets: SessionSecrets,
        _ sender: Role,
        _ epoch: PublishedTrace.Epoch
    ) -> [UInt8]? {
        switch epoch {
        case .early: secrets.earlyTraffic
        case .handshake: secrets.handshakeTraffic(of: sender)
        case .application: secrets.applicationTraffic(of: sender)
        }
    }

    private static func content(_ opened: Opened) -> PublishedTrace.Content? {
        switch opened.contentType {
        case .handshake: .handshake(Message.all(in: opened.bytes))
        case .applicationData: .data(opened.bytes.hexadecimal)
        case .alert: opened.bytes == [1, 0] ? .alert : nil
        default: nil
        }
    }
}
