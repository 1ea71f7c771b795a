import HandshakeAnalysis
import TLSWire
import Testing

@Suite struct `Inferred reasons and facts` {
    private let mutual = ["S 23 140", "S 1943 281 69", "C 1897 281 69", "S 1226 1226", "C 23", "S 60"]

    @Test func `are steps with frames and sizes`() throws {
        let verdict = try InferenceLog(mutual).verdict
        #expect(
            verdict.reasons == [
                .encryptedFromServerHello(frame(2)),
                .inferred(.serverFlightRequests(records: 5, request: 140, frame(3))),
                .inferred(.arithmetic(of: .client, finished: 52, record: 69, padding: .none)),
                .inferred(.clientPresented(certificate: 1897, verify: 281, finished: 69, frame(5))),
                .inferred(.clientKey(.rsa(bits: 2048), signature: 256)),
                .inferred(.certificateSize(1880, isExact: true, mayBeCompressed: false)),
                .inferred(.serverWentOn(record: 1226, frame(6))),
                .inferred(.ticketsHoldCertificate(bytes: 1184)),
            ]
        )
    }

    @Test func `say how a refusal shows`() throws {
        let verdict = try InferenceLog(["S 2392", "C 77", "S 19", "S FIN"]).verdict
        #expect(
            verdict.reasons == [
                .encryptedFromServerHello(frame(2)),
                .inferred(.serverFlightTogether(bytes: 2392, frame(3))),
                .inferred(.arithmetic(of: .client, finished: 52, record: 69, padding: .none)),
                .inferred(.clientDeclinedTogether(record: 77, frame(4))),
                .inferred(.serverSentAlertSize(record: 19, frame(5))),
                .closed(by: .server, frame(6)),
            ]
        )
        #expect(verdict.failure?.kind == .clientCertificateMissing)
        #expect(verdict.failure?.alert == AlertFact(nil, from: .server, at: frame(5), basis: .inferred))
        #expect(verdict.failure?.closedBy == .server)
    }

    @Test(arguments: [
        (256 + 25, SignatureKind.rsa(bits: 2048)), (384 + 25, .rsa(bits: 3072)), (512 + 25, .rsa(bits: 4096)),
        (71 + 25, .ecdsaP256), (104 + 25, .ecdsaP384), (138 + 25, .ecdsaP521), (64 + 25, .ed25519),
        (114 + 25, .ed448),
        (2420 + 25, .mlDSA44),
    ])
    func `name the kind of the client's key`(record: Int, kind: SignatureKind) throws {
        let log = try InferenceLog(["S 23 140 1943 281 69", "C 900 \(record) 69", "S 1226", "S 23"])
        #expect(log.verdict.reasons.contains(.inferred(.clientKey(kind, signature: record - 25))))
    }

    @Test func `do not claim the size of a certificate that may be compressed`() throws {
        var hellos = InferenceLog.Hellos()
        hellos.extensions = [27]
        let log = try InferenceLog(hellos, mutual)
        #expect(
            log.verdict.reasons.contains(
                .inferred(.certificateSize(1880, isExact: true, mayBeCompressed: true))
            )
        )
    }

    @Test func `hold a request and a certificate without names`() throws {
        let inference = try #require(
            Inference(of: ConcludedFacts(HandshakeFacts(InferenceLog(mutual).events)))
        )
        let request = try #require(inference.certificateRequest)
        #expect(request.packet == frame(3))
        #expect(request.stage == .handshake)
        #expect(request.basis == .inferred)
        let certificate = try #require(inference.clientCertificate)
        #expect(certificate.packet == frame(5))
        #expect(certificate.provenAt == frame(5))
        #expect(certificate.basis == .inferred)
        #expect(!certificate.chain.isEmpty)
        #expect(certificate.chain.leaf == nil)
    }

    @Test func `hold no request where nobody was asked`() throws {
        let log = try InferenceLog(["S 23 1043 281 69", "C 69", "S 250", "C 23", "S 23"])
        let inference = try #require(Inference(of: ConcludedFacts(HandshakeFacts(log.events))))
        #expect(inference.certificateRequest == nil)
        #expect(inference.clientCertificate == nil)
    }

    /// `USER anonymous` is as long as PostgreSQL's cancellation, and FTP's servers answer it.
    @Test(arguments: [
        (PreambleKind.postgresql, Verdict.Status.completed), (.ftp, .failed), (.smtp, .failed),
    ])
    func `take a first command for a farewell only where the protocol has one`(
        opening: PreambleKind,
        status: Verdict.Status
    ) throws {
        let log = try InferenceLog([
            "S 23 140 1943 281 69", "C 1897 281 69", "C 33", "S 19", "S FIN", "C FIN",
        ])
        var facts = HandshakeFacts(log.events)
        facts.isPreceded = true
        facts.opening = opening
        #expect(Verdict(of: facts).status == status)
    }

    // MARK: Settling

    @Test func `are complete once the server has sent data`() throws {
        var facts = HandshakeFacts()
        var settled: [Bool] = []
        for event in try InferenceLog(mutual).events {
            facts.record(event)
            settled.append(facts.isSettled)
        }
        // The two tickets alone do not suffice: an application can still refuse.
        #expect(settled.firstIndex(of: true) == settled.count - 1)
    }

    @Test func `are not complete while a request may follow`() throws {
        var hellos = InferenceLog.Hellos()
        hellos.extensions = [49]
        #expect(try !HandshakeFacts(InferenceLog(hellos, mutual).events).isSettled)
    }

    @Test func `leave the rest of the records alone`() throws {
        let log = try InferenceLog(mutual + [String](repeating: "S 16401", count: 100))
        let facts = HandshakeFacts(log.events)
        #expect(facts.encryptedRecords.count(of: .server) == EncryptedRecords.limit)
        #expect(Verdict(of: facts).status == .completed)
    }
}

extension InferenceLog {
    init(_ packets: [String]) throws { try self.init(Hellos(), packets) }
}
