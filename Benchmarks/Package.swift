// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that building the tool never builds its benchmarks; `scripts/bench` builds and runs it.

let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
]

/// A room of the tool, as a product of the package above.
func room(_ name: String) -> Target.Dependency { .product(name: name, package: "mtlscope") }

let package = Package(
    name: "mtlscope-benchmarks",
    dependencies: [.package(name: "mtlscope", path: "..")],
    targets: [
        .executableTarget(
            name: "workloads",
            dependencies: [room("ByteParsing"), room("CaptureReading")],
            path: "Sources/Workloads",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "microbenchmarks",
            dependencies: [
                "AnalysisPipeline", "ByteParsing", "CaptureReading", "CertificateInspection",
                "HandshakeAnalysis",
                "Reporting", "TLSWire",
            ].map(room),
            path: "Sources/MicroBenchmarks",
            swiftSettings: settings
        ),
    ]
)
