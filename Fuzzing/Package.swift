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

/// A fuzzer and the rooms that it drives, as products of the package above.
func fuzzer(_ name: String, _ rooms: [String]) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["FuzzSupport"] + rooms.map { .product(name: $0, package: "mtlscope") },
        // libFuzzer's `main` calls the function that FuzzSupport registers: there is no Swift `main`.
        swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
    )
}

let package = Package(
    name: "mtlscope-fuzzing",
    dependencies: [.package(name: "mtlscope", path: "..")],
    targets: [
        .target(name: "FuzzSupport", swiftSettings: settings),
        fuzzer("FuzzCaptures", ["AnalysisPipeline", "HandshakeAnalysis", "Reporting"]),
        fuzzer("FuzzPackets", ["AnalysisPipeline", "ByteParsing", "HandshakeAnalysis", "Reporting"]),
        fuzzer("FuzzStreams", ["AnalysisPipeline", "ByteParsing", "HandshakeAnalysis", "Reporting"]),
        fuzzer("FuzzDatagrams", ["AnalysisPipeline", "ByteParsing", "HandshakeAnalysis", "Reporting"]),
        fuzzer("FuzzMessages", ["ByteParsing", "TLSWire"]),
        fuzzer("FuzzCertificates", ["CertificateInspection", "OpenSSLHandles"]),
    ]
)
