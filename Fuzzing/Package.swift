// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that building the tool never builds its fuzzers; `scripts/fuzz` builds and runs them.

let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
]

func products(_ rooms: [String]) -> [Target.Dependency] {
    rooms.map { .product(name: $0, package: "mtlscope") }
}

/// A fuzzer and the rooms that it drives, as products of the package above.
func fuzzer(_ name: String, _ rooms: [String]) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["FuzzSupport"] + products(rooms),
        // libFuzzer's `main` calls the function that FuzzSupport registers: there is no Swift `main`.
        swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
    )
}

/// One that gives packets to the whole pipeline.
func fuzzer(ofTraffic name: String, _ rooms: [String] = []) -> Target {
    let target = fuzzer(name, rooms)
    target.dependencies.append("FuzzTraffic")
    return target
}

let package = Package(
    name: "mtlscope-fuzzing",
    dependencies: [.package(name: "mtlscope", path: "..")],
    targets: [
        .target(name: "FuzzSupport", swiftSettings: settings),
        .target(
            name: "FuzzTraffic",
            dependencies: ["FuzzSupport"]
                + products([
                    "AnalysisPipeline", "ByteParsing", "COpenSSL", "HandshakeAnalysis", "OpenSSLHandles",
                    "Reporting", "TLSDecryption", "TLSWire",
                ]),
            swiftSettings: settings
        ),
        fuzzer("FuzzCaptures", ["AnalysisPipeline", "HandshakeAnalysis", "Reporting"]),
        fuzzer(ofTraffic: "FuzzPackets"),
        fuzzer(ofTraffic: "FuzzStreams"),
        fuzzer(ofTraffic: "FuzzPreambles"),
        fuzzer(ofTraffic: "FuzzDTLS"),
        fuzzer(ofTraffic: "FuzzQUIC"),
        fuzzer(ofTraffic: "FuzzEAP"),
        fuzzer(ofTraffic: "FuzzOpenVPN"),
        fuzzer("FuzzReassembly", ["ByteParsing", "PacketDecoding", "StreamReassembly"]),
        fuzzer("FuzzMessages", ["ByteParsing", "TLSWire"]),
        fuzzer(ofTraffic: "FuzzDecryption", ["ByteParsing", "TLSDecryption", "TLSWire"]),
        fuzzer("FuzzKeyLogs", ["AnalysisPipeline", "ByteParsing", "TLSDecryption", "TLSWire"]),
        fuzzer("FuzzCertificates", ["CertificateInspection", "OpenSSLHandles"]),
        fuzzer(
            "FuzzChains",
            [
                "AnalysisPipeline", "ByteParsing", "CertificateInspection", "HandshakeAnalysis",
                "OpenSSLHandles",
            ]
        ),
        fuzzer("FuzzExplanations", ["Explanations", "Reporting"]),
        fuzzer("FuzzJSON", ["Reporting"]),
        fuzzer("FuzzRedaction", ["ByteParsing", "Redacting"]),
    ]
)
