import HandshakeAnalysis
import TLSWire
import Testing

/// What nearly looks like something else, and must not be taken for it, or not with certainty.
@Suite struct `Doubtful inference` {
    @Test(arguments: [
        InferenceCase(
            "data of two bytes, and more after it",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 19 / S 200 / C 30",
            .completed,
            .high
        ),
        InferenceCase(
            "data of two bytes and the client goes on, or an alert and a leave that the capture lacks",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 19 / C 50",
            .undetermined
        ),
        InferenceCase(
            "two bytes, and the capture ends",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 19",
            .rejected,
            .low
        ),
        InferenceCase(
            "an alert that the client answers like a close_notify",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 19 FIN / C 19 FIN",
            .rejected,
            .low
        ),
        InferenceCase(
            "an alert after the client took its leave",
            "S 23 140 1943 281 69 / C 1897 281 69 19 FIN / S 19 FIN",
            .undetermined
        ),
        InferenceCase(
            "tickets, and then an alert",
            "S 23 140 1943 281 69 / C 1897 281 69 / S 1226 1226 / S 19 FIN",
            .rejected,
            .medium
        ),
        InferenceCase(
            "the capture ends after the client's flight",
            "S 23 140 1943 281 69 / C 1897 281 69",
            .undetermined
        ),
        InferenceCase(
            "the client leaves after its flight",
            "S 23 140 1943 281 69 / C 1897 281 69 FIN / S FIN",
            .undetermined
        ),
        InferenceCase(
            "both sides pad at random",
            "S 311 702 2411 998 140 / C 1203 / S 1411 / S 322",
            .undetermined
        ),
        InferenceCase(
            "keys and certificates of ML-DSA-65",
            "S 23 140 5611 3334 69 / C 5590 3334 69 / S 1226 / S 300",
            .completed,
            .high
        ),
        InferenceCase(
            "signatures of a size that no usual key yields",
            "S 23 140 5611 7873 69 / C 5590 7873 69 / S 1226 / S 300",
            .undetermined
        ),
        InferenceCase(
            "the client leaves a second after its flight, and the server echoes its close_notify",
            "S 23 140 1943 281 69 / C 1897 281 69 / PAUSE / C 19 FIN / S 19 FIN",
            .completed,
            .medium
        ),
        InferenceCase(
            "bytes of the server are lost after the client's flight",
            "S 23 140 1943 281 69 / C 1897 281 69 / S GAP FIN",
            .undetermined
        ),
        InferenceCase(
            "a part of the client's flight is lost",
            "S 23 140 1943 281 69 / C GAP 281 69 / S 1226 / S 23",
            .undetermined
        ),
        InferenceCase(
            "a Finished alone although one was asked",
            "S 23 140 1943 281 69 / C 69 / S 250 / S 23",
            .notRequested,
            .low
        ),
        InferenceCase(
            "an answer although nobody asked",
            "S 23 1943 281 69 / C 25 69 / S 250 / S 23",
            .notPresented,
            .low
        ),
        InferenceCase("records that fit nothing", "S 23 1943 281 69 / C 40 / S 250 / S 23", .undetermined),
    ])
    func `of near misses`(_ sample: InferenceCase) throws { try sample.check() }

    @Test(arguments: [
        InferenceCase(
            "a client that pads to 64, one-way",
            "S 23 1943 281 69 / C 80 / S 250 / C 80 / S 23",
            .notRequested,
            .medium
        ),
        InferenceCase(
            "a client that pads to 64, none",
            "S 23 140 1943 281 69 / C 80 80 / S 250 / C 80 / S 23",
            .notPresented,
            .medium
        ),
        InferenceCase(
            "a client that pads to 512, one-way",
            "S 23 1943 281 69 / C 528 / S 250 / S 23",
            .notRequested,
            .medium
        ),
        InferenceCase(
            "a client that pads to 512, none, refused",
            "S 23 140 1943 281 69 / C 528 528 / S 19 FIN",
            .missing,
            .medium
        ),
        InferenceCase(
            "a server that pads to 64, refused",
            "S 80 144 1936 336 80 / C 1021 281 69 / S 80 FIN / C FIN",
            .rejected,
            .low
        ),
        InferenceCase(
            "a server that pads to 256 and goes on",
            "S 272 272 2064 528 272 / C 25 69 / S 272 272 / C 23 / S 272",
            .notPresented,
            .low
        ),
        InferenceCase(
            "both sides pad to 512, one-way",
            "S 528 1040 528 528 / C 528 / S 528 528 / C 528 / S 528",
            .notRequested,
            .medium
        ),
        InferenceCase(
            "both sides pad to 512, none",
            "S 528 528 1040 528 528 / C 528 528 / C 528 / S 528 528 528 / C 528",
            .notPresented,
            .low
        ),
        InferenceCase(
            "all records of both sides are of one size",
            "S 528 528 528 528 528 / C 528 528 / S 528 528 / C 528",
            .undetermined
        ),
        InferenceCase(
            "neither side's padded records fit anything",
            "S 2064 / C 528 / S 250 / C 90 / S 300",
            .undetermined
        ),
    ])
    func `of padded records`(_ sample: InferenceCase) throws { try sample.check() }
}
