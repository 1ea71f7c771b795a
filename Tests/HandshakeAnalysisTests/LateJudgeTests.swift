import ByteParsing
import TLSWire
import TestSupport
import Testing

@testable import HandshakeAnalysis

/// Endings and answers that look like a judgement, or hide one.
@Suite struct `Late judges` {
    private static let asked = Flight.request + Flight.certificate + Flight.finish
    private static let declined = Flight.request + Flight.noCertificate + Flight.finish

    private func later(_ steps: [Step], by nanoseconds: Int64, _ ending: [Step]) -> [HandshakeEvent] {
        log(steps)
            + ending.enumerated().map { index, step in
                let number = UInt64(steps.count + index + 1)
                let time = Timestamp(nanoseconds: nanoseconds + Int64(number))
                return HandshakeEvent(
                    step.kind,
                    from: step.sender,
                    at: PacketReference(frame: number, time: time)
                )
            }
    }

    /// What is found, but for what is said of the test's request.
    private func codes(_ steps: [Step]) -> [Diagnosis.Code] {
        diagnose(steps).map(\.code).filter { $0 != .serverRequestedNoAuthority }
    }

    // MARK: What wants no answer

    @Test func `a server that listened for a while and closes has refused nobody`() {
        let asked = Self.asked + [.data(.client)]
        #expect(Verdict(of: log(asked + [.closed(.server)])).failure?.kind == .clientCertificateRejected)
        let shipper = later(asked, by: 500_000_000, [.data(.client), .closed(.server)])
        #expect(Verdict(of: shipper).status == .completed)
        // What was under way when the server left does not count.
        let late = later(asked + [.closed(.server)], by: 500_000_000, [.data(.client)])
        #expect(Verdict(of: late).failure?.kind == .clientCertificateRejected)
    }

    // MARK: Names

    /// Asks for a host by name, and is shown a certificate for another.
    private func misnamed(_ name: String, _ end: [Step], requests: Bool = false) -> Verdict {
        let length = UInt16(name.utf8.count)
        let host: [UInt8] = be(length + 3) + [0] + be(length) + Array(name.utf8)
        let hello = Step.clientHello(extensions: [(type: 0, body: host)])
        var steps: [Step] = [hello, .serverHello, .serverCertificate, .serverKeyExchange]
        if requests { steps.append(.certificateRequest) }
        return Verdict(of: log(steps + [.serverHelloDone] + end))
    }

    @Test(arguments: [false, true])
    func `who leaves behind a certificate for another name refuses it`(requests: Bool) {
        let ends: [[Step]] = [
            [.fatal(.client, .internalError)], [.fatal(.client, .handshakeFailure)], [.closed(.client)],
        ]
        for end in ends {
            let refused = misnamed("other.example", end, requests: requests)
            #expect(refused.failure?.kind == .serverCertificateRejected && refused.confidence == .low)
            let other = misnamed("api.example", end, requests: requests)
            #expect(other.failure?.kind != .serverCertificateRejected)
        }
        // Who goes on has taken it.
        let answered = misnamed("other.example", [.clientKeyExchange, .closed(.client)])
        #expect(answered.status == .incomplete)
    }

    // MARK: Alerts

    private static let farewell: [Step] = [
        .warning(.server, .userCanceled), .warning(.server, .closeNotify), .closed(.server),
    ]

    /// JSSE says user_canceled before its close_notify, whenever it closes.
    @Test func `user_canceled after the handshake takes leave`() {
        let late = Verdict(of: later(Self.declined, by: 5_000_000_000, Self.farewell))
        #expect(late.status == .notPresented)
        #expect(Verdict(of: log(Self.asked + Flight.data + Self.farewell)).status == .completed)
        let fromClient: [Step] = [
            .warning(.client, .userCanceled), .warning(.client, .closeNotify), .closed(.client),
        ]
        #expect(Verdict(of: log(Self.asked + Flight.data + fromClient)).status == .completed)
    }

    @Test func `user_canceled at once, and no answer, refuses without a word`() {
        let missing = Verdict(of: log(Self.declined + Self.farewell))
        #expect(missing.failure?.kind == .clientCertificateMissing)
        #expect(missing.confidence == .medium)
        #expect(missing.failure?.closedBy == .server)
        let rejected = Verdict(of: log(Self.asked + Self.farewell))
        #expect(rejected.failure?.kind == .clientCertificateRejected)
    }

    /// OpenSSL 3 says it of an end without close_notify.
    @Test func `decode_error after the other has left refuses nothing`() {
        let server: [Step] = [.closed(.client), .fatal(.server, .decodeError), .closed(.server)]
        #expect(Verdict(of: log(Self.declined + Flight.data + server)).status == .notPresented)
        // The client's leave may be missing from the capture.
        #expect(
            Verdict(of: log(Self.asked + Flight.data + [.fatal(.server, .decodeError)])).status == .completed
        )
        let client: [Step] = [.fatal(.client, .decodeError), .closed(.client)]
        #expect(Verdict(of: log(Self.asked + Flight.data + client)).status == .completed)
    }

    @Test func `an alert about a certificate refuses, whenever it comes`() {
        let alert: [Step] = [.closed(.client), .fatal(.server, .certificateExpired)]
        let verdict = Verdict(of: log(Self.asked + alert))
        #expect(verdict.failure?.kind == .clientCertificateRejected)
        #expect(verdict.failure?.alert?.alert?.description == .certificateExpired)
    }

    /// GnuTLS's servers finish first and look at the certificate then; with keys the alert can be read.
    @Test func `an alert right after the handshake refuses, and is named`() {
        let verdict = Verdict(of: log(Self.asked + [.fatal(.server, .badCertificate), .closed(.server)]))
        #expect(verdict.failure?.kind == .clientCertificateRejected)
        #expect(verdict.failure?.alert?.alert?.description == .badCertificate)
        #expect(verdict.confidence == nil)
        let later = Self.asked + Flight.data + [.fatal(.server, .badCertificate), .closed(.server)]
        #expect(Verdict(of: log(later)).status == .completed)
    }

    // MARK: Sessions

    private static let session = [UInt8](repeating: 7, count: 32)
    private static let resumed: [Step] = [
        .clientHello(sessionID: session), .serverHello(sessionID: session), .changeCipherSpec(.server),
        .encrypted(.server), .changeCipherSpec(.client), .encrypted(.client),
    ]

    private static func original(_ kind: Failure.Kind?) -> OriginalSession {
        let status: Verdict.Status = kind == nil ? .completed : .failed
        let verdict = Verdict(
            status,
            confidence: .medium,
            failure: kind.map { Failure($0, closedBy: .server) }
        )
        return OriginalSession(connection: ConnectionID(3), proof: SessionProof(verdict))
    }

    @Test(arguments: [Failure.Kind.clientCertificateMissing, .clientCertificateRejected])
    func `a session whose client was turned away is turned away again`(_ kind: Failure.Kind) {
        for request in [[], [Step.data(.client)]] {
            let ended = log(Self.resumed + request + [.closed(.server)])
            let verdict = Verdict(of: ended, resuming: Self.original(kind))
            #expect(verdict.failure?.kind == kind)
            #expect(verdict.failure?.closedBy == .server)
            #expect(verdict.confidence == .medium)
            #expect(verdict.isResumed)
            #expect(verdict.originalConnection == ConnectionID(3))
        }
    }

    @Test func `one that was served, or left later, or first by the client, is not`() {
        let refused = Self.original(.clientCertificateMissing)
        let served = log(Self.resumed + Flight.data + [.closed(.server)])
        #expect(Verdict(of: served, resuming: refused).status == .notPresented)
        let left = log(Self.resumed + [.data(.client), .closed(.client), .closed(.server)])
        #expect(Verdict(of: left, resuming: refused).status == .notPresented)
        let late = later(Self.resumed, by: 3_000_000_000, [.closed(.server)])
        #expect(Verdict(of: late, resuming: refused).status == .notPresented)
        // Nobody refused that session's client before.
        let silent = log(Self.resumed + [.data(.client), .closed(.server)])
        #expect(Verdict(of: silent, resuming: Self.original(nil)).status == .completed)
        #expect(Verdict(of: silent).status == .undetermined)
    }

    @Test func `one of which no more is seen may be turned away yet`() {
        let asked = log(Self.resumed + [.data(.client)])
        let refused = Verdict(of: asked, resuming: Self.original(.clientCertificateMissing))
        #expect(refused.status == .notPresented && refused.confidence == .low)
        #expect(Verdict(of: asked, resuming: Self.original(nil)).confidence == .medium)
    }

    @Test func `sessions prove alike however sure that is`() {
        let sure = SessionProof(.completed, confidence: .high)
        #expect(sure.isLike(SessionProof(.completed, confidence: .medium)))
        #expect(!sure.isLike(SessionProof(.notPresented, confidence: .high)))
        #expect(!SessionProof(.undetermined).isLike(SessionProof(.undetermined, wasRefused: true)))
    }

    // MARK: Words of an unknown protocol

    @Test func `words refuse if the server leaves with them`() {
        let said = ApplicationRefusal(
            .text,
            concerns: .certificate,
            code: "",
            text: "ERR client certificate not authorized",
            packet: packet(14)
        )
        let words = Self.asked + Flight.data + [Step(.server, .refusedByApplication(said))]
        let refused = Verdict(of: log(words + [.closed(.server)]))
        #expect(refused.failure?.kind == .clientCertificateRejectedByApplication)
        #expect(Verdict(of: log(words + [.closed(.client), .closed(.server)])).status == .completed)
        #expect(codes(words + [.closed(.client)]) == [.refusedByApplication])
    }

    // MARK: What the capture lacks

    @Test func `a certificate that the capture lacks is not a missing one`() {
        let holed: [Step] = [
            .gap(.client, 1800), .changeCipherSpec(.client), .encrypted(.client),
        ]
        let refused = log(Flight.request + holed + Flight.finish + [.closed(.server)])
        #expect(Verdict(of: refused).status == .undetermined)
    }

    // MARK: Proof of use

    @Test(arguments: ["200", "206", "101", "304", "", "0", "354", "235"])
    func `is an answer that serves`(_ code: String) {
        #expect(ApplicationAnswer(code: code, packet: packet(1)).isService)
    }

    @Test(arguments: ["302", "303", "307", "404", "407", "408", "421", "429", "451", "500", "502", "503"])
    func `is no redirection and no error`(_ code: String) throws {
        #expect(!ApplicationAnswer(code: code, packet: packet(1)).isService)
        let steps = Self.declined + Flight.data + [Step(.server, .answeredByApplication(code: code))]
        let found = diagnose(steps)
        #expect(codes(steps) == [.applicationOutcomeUnseen])
        guard case .outcomeUnseen(isUnused: false, answer: code)? = found.first?.finding else {
            Issue.record("\(found)")
            return
        }
    }

    @Test func `is no refusal that was read, however long its page is`() {
        let said = ApplicationRefusal(
            .http1,
            concerns: .unspecified,
            code: "403",
            text: nil,
            packet: packet(14)
        )
        let big = Step(.server, .applicationData(length: 6200))
        let steps = Self.declined + [.data(.client), Step(.server, .refusedByApplication(said)), big]
        #expect(codes(steps) == [.refusedByApplication])
        let error = Self.declined + [.data(.client), Step(.server, .answeredByApplication(code: "500")), big]
        #expect(codes(error) == [.applicationOutcomeUnseen])
    }

    @Test func `is no page that differs by what was asked for`() {
        func found(_ sizes: [Int]) -> [Diagnosis.Code] {
            codes(
                Self.declined
                    + zip(sizes, [Role.client, .server, .client, .server]).map { size, sender in
                        Step(sender, .applicationData(length: size + 24))
                    }
            )
        }
        // Apache's 403 twice: `max=100`, `max=99`, and a path of 11 bytes more that is named once.
        #expect(found([300, 471, 300, 470]) == [.applicationOutcomeUnseen])
        #expect(found([300, 471, 311, 481]) == [.applicationOutcomeUnseen])
        #expect(found([300, 471, 340, 600]) == [.applicationOutcomeUnseen])
        #expect(found([300, 471, 311, 700]) == [.clientLetInWithoutCertificate])
    }
}
