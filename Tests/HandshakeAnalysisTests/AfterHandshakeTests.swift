import ByteParsing
import TLSWire
import Testing

@testable import HandshakeAnalysis

@Suite struct `After the handshake` {
    // MARK: Refused without a word

    @Test(arguments: [
        InferenceCase(
            "tickets, and the server closes at once",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 1226 1226 FIN",
            .rejected,
            .medium
        ),
        InferenceCase(
            "tickets, a request, and the server closes",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 1226 1226 / C 95 / S FIN",
            .rejected,
            .medium
        ),
        InferenceCase(
            "tickets, a request, and the server says close_notify",
            "S 23 140 1943 281 69 / C 25 69 / S 282 282 / C 95 / S 19 FIN",
            .missing,
            .medium
        ),
        InferenceCase(
            "tickets, a request, and the server resets",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 1226 1226 / C 95 / S RST",
            .rejected,
            .low
        ),
        InferenceCase(
            "a request and an answer of one size only, and the server closes",
            "S 23 140 1943 281 69 / C 1897 281 69 / C 95 / S 320 FIN",
            .completed,
            .high
        ),
        InferenceCase(
            "tickets, a request, an answer, and the server closes",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 1226 1226 / C 95 / S 184 19 FIN",
            .completed,
            .high
        ),
        InferenceCase(
            "tickets, a request, and the client leaves first",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 1226 1226 / C 95 19 FIN / S 19 FIN",
            .completed,
            .high
        ),
        InferenceCase(
            "tickets, nothing asked, and the server closes long after",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 1226 1226\(String(repeating: " / ", count: 150))/ S FIN",
            .completed,
            .high
        ),
        InferenceCase(
            "tickets that differ by their padding, and the server closes at once",
            "S 27 130 967 281 69 / C 1927 281 69 / S 1226 1210 FIN",
            .rejected,
            .medium
        ),
        InferenceCase(
            "two tickets of a server that keeps the sessions, and its leave",
            "S 32 62 967 281 69 / C 1856 281 69 / S 74 74 / S 19 FIN / C 94 RST",
            .rejected,
            .medium
        ),
        InferenceCase(
            "Go's one ticket after the request, by the size of the client's certificates",
            suite: .TLS_AES_128_GCM_SHA256,
            extensions: [45],
            "S 23 130 967 281 53 / C 1856 281 53 / C 94 / S 1978 / S 19 RST",
            .rejected,
            .medium
        ),
        InferenceCase(
            "Go's one ticket after the request, of a client without a certificate",
            suite: .TLS_AES_128_GCM_SHA256,
            extensions: [45],
            "S 23 130 967 281 53 / C 25 53 / C 94 / S 147 / S 19 RST",
            .missing,
            .low
        ),
        InferenceCase(
            "an answer that is longer than that",
            suite: .TLS_AES_128_GCM_SHA256,
            extensions: [45],
            "S 23 130 967 281 53 / C 25 53 / C 94 / S 160 / S 19 FIN",
            .notPresented,
            .medium
        ),
        InferenceCase(
            "LDAP's unbind, and the server closes as it has to",
            "S 23 134 1847 281 69 / C 25 69 / C 24 / S 19 FIN / C FIN",
            .notPresented,
            .low
        ),
        InferenceCase(
            "the same of a client with a certificate",
            "S 23 134 1847 281 69 / C 1897 281 69 / C 24 / S 19 FIN / C FIN",
            .completed,
            .low
        ),
        InferenceCase(
            "a request that is longer than a farewell",
            "S 23 134 1847 281 69 / C 25 69 / C 31 / S 19 FIN / C FIN",
            .missing,
            .medium
        ),
        InferenceCase(
            "a request after the handshake, refused in the middle of the answer",
            suite: .TLS_AES_128_GCM_SHA256,
            extensions: [45, 49],
            "S 2183 / C 53 / C 145 / S 136 / C 992 / S 19 FIN / C 281",
            .notRequested,
            .low
        ),
        InferenceCase(
            "an answer that is a byte longer than Go's ticket",
            suite: .TLS_AES_128_GCM_SHA256,
            extensions: [45],
            "S 23 130 967 281 53 / C 1856 281 53 / C 94 / S 1979 / S 19 FIN",
            .completed,
            .medium
        ),
        InferenceCase(
            "BoringSSL's two tickets in one record",
            extensions: [45],
            "S 1403 / C 1856 281 69 / C 94 / S 4189 19 FIN / C 19 RST",
            .rejected,
            .medium
        ),
        InferenceCase(
            "the same, of a client whose flight is in one record",
            extensions: [45],
            "S 1381 / C 1290 / C 559 / S 2397 19 FIN / C 30 RST",
            .rejected,
            .medium
        ),
        InferenceCase(
            "an answer of BoringSSL that no two tickets add up to",
            extensions: [45],
            "S 1403 / C 1856 281 69 / C 94 / S 4187 19 FIN",
            .completed,
            .medium
        ),
        InferenceCase(
            "JSSE's ticket after the request",
            extensions: [45],
            "S 65 184 983 297 85 / C 25 69 / C 69 / S 1250 / S 35 35 FIN / C 19 RST",
            .missing,
            .medium
        ),
        InferenceCase(
            "a large answer of JSSE to a client that resumes nothing",
            "S 65 184 983 297 85 / C 25 69 / C 69 / S 1250 / S 35 35 FIN / C 19 RST",
            .notPresented,
            .medium
        ),
        InferenceCase(
            "LDAP's unbind, to which the answer is a close",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 1226 1226 / C 24 / S 19 FIN",
            .completed,
            .medium
        ),
        InferenceCase(
            "LDAP's bind, which wants an answer",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 1226 1226 / C 31 / S 19 FIN",
            .rejected,
            .medium
        ),
        InferenceCase(
            "a part of the server's data is lost",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 1226 1226 / C 95 / S GAP FIN",
            .undetermined
        ),
    ])
    func `without keys in TLS 1.3`(_ sample: InferenceCase) throws { try sample.check() }

    @Test func `up to TLS 1.2, in time`() {
        let served = Flight.request + Flight.certificate + Flight.finish
        #expect(Verdict(of: log(served + [.closed(.server)])).failure?.kind == .clientCertificateRejected)
        #expect(Verdict(of: log(served + [.closed(.client), .closed(.server)])).status == .completed)
        #expect(Verdict(of: log(served + Flight.data + [.closed(.server)])).status == .completed)
        let late =
            log(served) + [
                HandshakeEvent(
                    .closed,
                    from: .server,
                    at: PacketReference(frame: 99, time: Timestamp(nanoseconds: 3_000_000_000))
                )
            ]
        #expect(Verdict(of: late).status == .completed)
        // Nobody was asked, so that nobody's certificate was refused.
        let oneWay = Flight.noRequest + Flight.noAnswer + Flight.finish
        #expect(Verdict(of: log(oneWay + [.closed(.server)])).status == .notRequested)
    }

    // MARK: nginx's pages

    /// Measured with nginx 1.22.1: with its version and without, and padded for Chrome.
    @Test(arguments: [(367, 495), (353, 495), (389, 496), (375, 496), (791, 496), (769, 495)])
    func `have sizes that follow from their text`(_ bytes: Int, _ code: Int) throws {
        let status = try #require(NginxPage.Status(rawValue: code))
        #expect(NginxPage(status, bytes: bytes)?.isUsual == true)
        #expect(NginxPage.mayBegin(bytes))
        #expect(NginxPage(status, bytes: bytes + 1) == nil)
    }

    /// nginx's 403, 404 and 302, and its own 400 for other reasons.
    @Test(arguments: [308, 343, 339, 184, 0, 12, 5000]) func `are not other answers`(_ bytes: Int) {
        #expect(NginxPage(.certificateError, bytes: bytes) == nil)
        #expect(NginxPage(.noCertificate, bytes: bytes) == nil)
    }

    @Test func `in HTTP/2, whether the records come apart or together`() {
        // Padded for Chrome, with a header block that takes a byte more.
        #expect(NginxPage(.certificateError, http2Bytes: 735, first: 109)?.isPadded == true)
        #expect(NginxPage(.noCertificate, http2Bytes: 757, first: 109)?.isPadded == true)
        for (bytes, first) in [(332, 40), (332, 49), (332, 108), (332, 332), (320, 103), (320, 40)] {
            #expect(NginxPage(.certificateError, http2Bytes: bytes, first: first) != nil, "\(bytes) \(first)")
            #expect(NginxPage(.noCertificate, http2Bytes: bytes, first: first) == nil)
        }
        #expect(NginxPage(.noCertificate, http2Bytes: 354, first: 40) != nil)
        // Another stack's settings.
        #expect(NginxPage(.noCertificate, http2Bytes: 354, first: 28) == nil)
    }

    // MARK: Hints

    private func codes(_ packets: String, precededBy: String? = nil) throws -> [Diagnosis.Code] {
        diagnose(events: try InferenceLog(packets.split(separator: "/").map(String.init)).events) {
            $0.precededBy = precededBy
        }.map(\.code)
    }

    /// Sizes measured with PostgreSQL 15, which gives out no tickets, and Dovecot 2.3.
    @Test func `a database's error and a mail server's`() throws {
        let start = "S 23 140 1943 281 69 / C 25 69 / "
        let error = start + "C 77 / S 127 19 FIN / C 19 FIN"
        #expect(try codes(error, precededBy: "postgresql") == [.applicationRefusalSuspected])
        #expect(try codes(error) == [.applicationOutcomeUnseen])
        // Let in, and asked for a password.
        let accepted = start + "C 77 / S 424 / C 35 / S 80 / C 22 FIN"
        #expect(try codes(accepted, precededBy: "postgresql") == [.applicationOutcomeUnseen])
        #expect(
            try codes(start + "C 77 / S 41 / C FIN", precededBy: "postgresql") == [.applicationOutcomeUnseen]
        )
        let login = start + "S 250 250 / C 35 / S 100 93 / C 45 / S 79 / C 31 / S 36 45 19 FIN"
        #expect(try codes(login, precededBy: "imap") == [.applicationRefusalSuspected])
        let submission = start + "S 250 250 / C 36 / S 190 / C 45 / S 27 / C 35 / S 77 / C 23 / S 40 19 FIN"
        #expect(try codes(submission, precededBy: "smtp") == [.applicationOutcomeUnseen])
        let refused = start + "S 250 250 / C 36 / S 190 / C 45 / S 77 / C 23 / S 40 19 FIN"
        #expect(try codes(refused, precededBy: "smtp") == [.applicationRefusalSuspected])
        let logout = start + "S 250 250 / C 35 / S 100 93 / C 31 / S 36 45 19 FIN"
        #expect(try codes(logout, precededBy: "imap") == [.applicationOutcomeUnseen])
    }

    @Test func `a page and an end at once`() throws {
        let start = "S 23 140 1943 281 69 / C 1897 281 69 / S 1226 1226 / C 95 / "
        #expect(try codes(start + "S 384 19 FIN / C FIN") == [.applicationRefusalSuspected])
        // The client's leave crosses the server's.
        #expect(try codes(start + "S 384 / C 19 FIN / S 19 FIN") == [.applicationRefusalSuspected])
        // The connection stays open, or the client takes its leave and the server follows.
        #expect(try codes(start + "S 384 / C 95").isEmpty)
        #expect(try codes(start + "S 384 / C 19 FIN / S FIN").isEmpty)
        // 496 of one who presented a certificate.
        #expect(try codes(start + "S 430 19 FIN").isEmpty)
        #expect(
            try codes("S 23 140 1943 281 69 / C 25 69 / S 282 282 / C 95 / S 406 19 FIN")
                == [.applicationRefusalSuspected]
        )
    }

    @Test func `a client that leaves without a word`() throws {
        let start = "S 23 140 1943 281 69 / C 1897 281 69 "
        #expect(try codes(start + "/ S 1226 1226 / C 19 FIN / S 19 FIN") == [.leftWithoutAWord])
        #expect(try codes(start + "/ S 1226 1226 / C FIN") == [.leftWithoutAWord])
        #expect(try codes(start + "/ S 1226 1226 / C 95 / S 300 / C 19 FIN").isEmpty)
        #expect(try codes("S 23 1943 281 69 / C 69 / S 282 282 / C 19 FIN / S FIN") == [.leftWithoutAWord])
    }

    @Test func `proof that a client is served`() throws {
        let start = "S 23 140 1943 281 69 / C 25 69 / S 282 282 / C 95 / "
        #expect(try codes(start + "S 5000") == [.clientLetInWithoutCertificate])
        #expect(try codes(start + "S 300 / C 95 / S 700") == [.clientLetInWithoutCertificate])
        #expect(try codes(start + "S 471 / C 95 / S 470") == [.applicationOutcomeUnseen])
        #expect(try codes(start + "S 300 / C 95 / S 300") == [.applicationOutcomeUnseen])
        #expect(try codes(start + "S 300 / C 19 FIN / S FIN") == [.applicationOutcomeUnseen])
        // JSSE's tickets are large, and no proof.
        #expect(
            try codes("S 39 156 1959 297 85 / C 41 85 / C 111 / S 3904 700") == [.applicationOutcomeUnseen]
        )
    }
}
