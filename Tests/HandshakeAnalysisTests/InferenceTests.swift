import HandshakeAnalysis
import TLSWire
import Testing

private let aes128 = CipherSuite.TLS_AES_128_GCM_SHA256

@Suite struct `Inference of TLS 1.3` {
    @Test(arguments: [
        InferenceCase(
            "OpenSSL, one-way",
            "S 23 1043 281 69 / C 69 / S 250 250 / C 23 / S 23",
            .notRequested,
            .high
        ),
        InferenceCase(
            "OpenSSL, mutual",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 1226 1226 / C 23 / S 23",
            .completed,
            .high
        ),
        InferenceCase(
            "OpenSSL, optional",
            "S 23 140 1943 281 69 / C 25 69 / S 250 250 / C 23 / S 23",
            .notPresented,
            .high
        ),
        InferenceCase(
            "OpenSSL, none",
            "S 23 140 1943 281 69 / C 25 69 / S 19 FIN / C FIN",
            .missing,
            .medium
        ),
        InferenceCase(
            "OpenSSL, refused",
            "S 23 140 1943 281 69 / C 1021 281 69 / S 19 FIN / C FIN",
            .rejected,
            .medium
        ),
        InferenceCase(
            "OpenSSL, SHA-256",
            suite: aes128,
            "S 23 140 1943 281 53 / C 1897 281 53 / S 1210 1210 / C 23 / S 23",
            .completed,
            .high
        ),
        InferenceCase(
            "OpenSSL, CCM_8",
            suite: .TLS_AES_128_CCM_8_SHA256,
            "S 15 132 1935 273 45 / C 1889 273 45 / S 1202 1202 / C 15 / S 15",
            .completed,
            .high
        ),
        InferenceCase(
            "OpenSSL, records of 512",
            "S 23 140 529 529 529 407 281 69 / C 529 529 529 361 281 69 / S 529 529 202 / C 23 / S 23",
            .completed,
            .high
        ),
        InferenceCase(
            "OpenSSL, a large chain",
            "S 23 140 16401 2067 281 69 / C 1897 281 69 / S 1226 1226 / C 23 / S 23",
            .completed,
            .high
        ),
        InferenceCase(
            "OpenSSL, a large chain, one-way",
            "S 23 16401 2067 281 69 / C 69 / S 250 / C 23 / S 23",
            .notRequested,
            .high
        ),
        InferenceCase(
            "Go, one-way, ticket before the client's Finished",
            suite: aes128,
            "S 23 906 281 53 147 / C 53 / C 90 / S 200",
            .notRequested,
            .high
        ),
        InferenceCase(
            "GnuTLS, two alerts",
            "S 29 144 1043 / S 281 69 / C 1007 281 69 / S 19 / S 19 FIN",
            .rejected,
            .medium
        ),
        InferenceCase(
            "NSS, one-way",
            suite: aes128,
            "S 2279 / C 53 / C 35 / S 154 / S 19 FIN / C 19",
            .notRequested,
            .high
        ),
        InferenceCase("NSS, none", suite: aes128, "S 2392 / C 61 / S 19 FIN / C 35", .missing, .medium),
        InferenceCase("NSS, refused", suite: aes128, "S 2392 / C 1321 / S 19 FIN / C 35", .rejected, .medium),
        InferenceCase(
            "rustls, whose flight is as long as a padded one, and whose alert is not",
            "S 1376 / C 887 / S 19 FIN",
            .rejected,
            .medium
        ),
        InferenceCase("rustls, mutual", "S 2393 / C 1370 / S 150 150 / C 23 / S 45", .completed, .high),
        InferenceCase(
            "JSSE, one-way",
            "S 65 / S 1059 / S 297 / S 85 / C 85 / S 1326 / C 39 / S 42",
            .notRequested,
            .high
        ),
        InferenceCase(
            "JSSE, mutual",
            "S 65 / S 194 / S 1059 / S 297 / S 85 / C 1013 / C 297 / C 85 / C 39 / S 2297 / S 42",
            .completed,
            .high
        ),
        InferenceCase(
            "JSSE, none, refused before the Finished",
            "S 65 194 1059 297 85 / C 41 / S 35 / C 85 / S FIN / C 39",
            .missing,
            .high
        ),
        InferenceCase(
            "JSSE's SSLEngine, none",
            "S 42 130 967 281 69 / C 93 / S 282 282 / C 129 / S 406 19 FIN / C FIN",
            .notPresented,
            .high
        ),
        InferenceCase(
            "JSSE's SSLEngine, none, SHA-256",
            suite: aes128,
            "S 42 130 967 281 53 / C 77 / S 266 266 / C 129 / S 406",
            .notPresented,
            .high
        ),
        InferenceCase(
            "JSSE's SSLEngine, none, refused without a word",
            "S 42 130 967 281 69 / C 93 / S 282 282 / C 129 / S 19 FIN / C FIN",
            .missing,
            .medium
        ),
        InferenceCase(
            "JSSE's SSLEngine on both sides",
            extensions: [50],
            "S 1482 / C 1308 / S 2301 / C 129 / S 861 / C 35 FIN / S 35 FIN",
            .completed,
            .medium
        ),
        InferenceCase(
            "a server of SSLEngine, none",
            "S 1482 / C 25 69 / S 35 FIN / C 94 RST",
            .missing,
            .medium
        ),
        InferenceCase(
            "a server of SSLEngine refuses",
            "S 1482 / C 1856 281 69 / S 35 FIN",
            .rejected,
            .medium
        ),
        InferenceCase(
            "SSLEngine refuses SSLEngine",
            extensions: [50],
            "S 1482 / C 1308 / S 35 FIN / C 129",
            .rejected,
            .medium
        ),
        InferenceCase(
            "a server of SSLEngine answers and leaves",
            "S 1466 / C 969 281 69 / C 111 / S 861 35 FIN",
            .completed,
            .medium
        ),
        InferenceCase("JSSE, refused", "S 65 194 1059 297 85 / C 1023 297 85 / S 35 FIN", .rejected, .medium),
        InferenceCase(
            "Mbed TLS, one-way",
            suite: aes128,
            "S 32 1056 288 64 / C 64 / S 240 / C 32 / S 64",
            .notRequested,
            .high
        ),
        InferenceCase(
            "Mbed TLS, mutual",
            suite: aes128,
            "S 32 80 1056 288 64 / C 912 112 64 / S 240 / C 32 / S 64",
            .completed,
            .high
        ),
        InferenceCase(
            "Mbed TLS, none",
            suite: aes128,
            "S 32 80 1056 288 64 / C 32 64 / S 32 FIN",
            .missing,
            .medium
        ),
        InferenceCase(
            "Node.js, refused by silence",
            "S 23 140 1943 281 69 / C 1021 281 69 22 / S FIN / C 19",
            .rejected,
            .medium
        ),
        InferenceCase(
            "reset instead of an answer",
            "S 23 62 1943 281 69 / C 1897 281 69 / C 23 / S RST",
            .rejected,
            .low
        ),
        InferenceCase(
            "Chromium, none",
            "S 27 140 1043 / S 281 69 / C 77 / C 668 / S 19 FIN / C FIN",
            .missing,
            .medium
        ),
    ])
    func `knows each stack`(_ sample: InferenceCase) throws { try sample.check() }

    @Test(arguments: [
        InferenceCase("Go refuses the server", "S 23 906 281 69 / C 19 FIN", .serverRejected, .medium),
        InferenceCase(
            "one that was asked refuses the server",
            "S 23 140 966 281 69 / C 19 FIN",
            .serverRejected,
            .low
        ),
        InferenceCase(
            "JSSE refuses before the flight's end",
            "S 65 194 1059 297 / C 35 / S 85 / C FIN / S FIN",
            .serverRejected,
            .low
        ),
        InferenceCase(
            "Mbed TLS refuses the server",
            suite: aes128,
            "S 32 1056 288 64 / C 32 FIN",
            .serverRejected,
            .low
        ),
        InferenceCase(
            "Node.js refuses the server by silence",
            "S 23 140 1049 / S 281 69 / C FIN / S FIN",
            .serverRejected,
            .low
        ),
        InferenceCase(
            "a browser leaves to ask its user",
            hasGREASE: true,
            "S 27 140 1043 / S 281 69 / C FIN / S FIN",
            .gaveUp,
            .medium
        ),
        InferenceCase(
            "a browser leaves to ask its user, whom the flight does not tell",
            hasGREASE: true,
            "S 1482 / C FIN / S FIN",
            .gaveUp,
            .low
        ),
        InferenceCase("one that was asked resets", "S 23 62 1943 281 69 / C RST", .gaveUp, .low),
        InferenceCase("nobody goes on", "S 23 140 1943 281 69", .incomplete),
    ])
    func `tells who leaves before answering`(_ sample: InferenceCase) throws { try sample.check() }

    @Test(arguments: [
        InferenceCase(
            "HTTP/2 settings, one-way",
            suite: aes128,
            extensions: [17613],
            "S 2401 / C 63 / S 300 / C 90 / S 500",
            .notRequested,
            .medium
        ),
        InferenceCase(
            "HTTP/2 settings, none",
            suite: aes128,
            extensions: [17513],
            "S 2401 / C 71 / S 300 / C 90 / S 500",
            .notPresented,
            .medium
        ),
        InferenceCase(
            "HTTP/2 settings, a certificate",
            suite: aes128,
            extensions: [17613],
            "S 2401 / C 1370 / S 300 / C 90 / S 500",
            .completed,
            .medium
        ),
        InferenceCase(
            "early data, taken back",
            extensions: [42],
            "C 400 / S 23 140 1943 281 69 / C 1897 281 69 / S 1226 / S 23",
            .completed,
            .high
        ),
        InferenceCase(
            "a request after the handshake",
            extensions: [49],
            "S 23 1943 281 69 / C 69 / S 250 / S 250 / S 172 / C 1929 281 69 / S 1226 / S 49",
            .completed,
            .medium
        ),
        InferenceCase(
            "a request after the handshake, declined",
            extensions: [49],
            "S 23 1943 281 69 / C 69 / S 250 / S 172 / C 57 69 / S 250 / S 90",
            .notPresented,
            .medium
        ),
        InferenceCase(
            "a request after the handshake, refused",
            extensions: [49],
            "S 42 1943 281 69 / C 69 / C 115 / S 298 / S 298 / S 172 / C 1053 281 69 / S 19 FIN / C FIN",
            .rejected,
            .medium
        ),
        InferenceCase(
            "a request after the handshake would be seen",
            extensions: [49],
            "S 23 1943 281 69 / C 69 / S 250 / C 98 / S 177 / C 19 FIN",
            .notRequested,
            .high
        ),
        InferenceCase(
            "a request after the handshake may be to come",
            extensions: [49],
            "S 23 1943 281 69 / C 69 / S 250 / C 98 / S 177",
            .notRequested,
            .medium
        ),
        InferenceCase(
            "resumed with a ticket that may hold a certificate, which says nothing of its being accepted",
            ticket: 1184,
            "S 23 69 / C 69 / S 1226 / C 23 / S 23",
            .undetermined
        ),
        InferenceCase(
            "resumed with a ticket that says nothing",
            ticket: 208,
            "S 23 69 / C 69 / S 250 / C 23 / S 23",
            .undetermined
        ),
        InferenceCase("JSSE, resumed", ticket: 2029, "S 65 85 / C 85 / S 2029 / C 39 / S 42", .undetermined),
    ])
    func `knows the extensions that change the flights`(_ sample: InferenceCase) throws { try sample.check() }
}
