// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target that is not a test: no room may be laxer than another.
let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Functions that return a span, and structs that hold one, need it: ByteReader and the frames of a batch.
    .enableExperimentalFeature("Lifetimes"),
]

let testSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableExperimentalFeature("Lifetimes"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// One room of the corridor; `dependencies` is the import table of docs/architecture.md.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A static build has inside what others load: scripts/package sets it.
let isStatic = Context.environment["MTLSCOPE_STATIC"] != nil
let lazySettings: [CSetting] = isStatic ? [.define("MTLSCOPE_LINKED")] : []

/// Calls of libraries that few runs use.
func lazyLibrary(_ name: String, _ libraries: String...) -> Target {
    .target(
        name: name,
        dependencies: ["CLazyLibrary"],
        cSettings: lazySettings,
        linkerSettings: isStatic ? libraries.map { .linkedLibrary($0) } : []
    )
}

func tests(of name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: dependencies + ["TestSupport"],
        swiftSettings: testSettings
    )
}

/// Needed by scripts/document alone, so that nothing else has to fetch it.
let documentationPlugin: [Package.Dependency] =
    Context.environment["MTLSCOPE_DOCUMENTATION"] == nil
    ? [] : [.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0")]

let package = Package(
    name: "mtlscope",
    // InlineArray and UTF8Span came with it. It says nothing of Linux; docs/faq.md says what is known of macOS.
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "mtlscope", targets: ["mtlscope"]),
        // For other programs; docs/public-api.md says what is promised.
        .library(name: "MTLScopeKit", targets: ["MTLScopeKit"]),
        // For the packages of Benchmarks/ and Fuzzing/, which use rooms one by one; nothing is promised.
        .library(name: "AnalysisPipeline", targets: ["AnalysisPipeline"]),
        .library(name: "ByteParsing", targets: ["ByteParsing"]),
        .library(name: "CaptureReading", targets: ["CaptureReading"]),
        .library(name: "CertificateInspection", targets: ["CertificateInspection"]),
        .library(name: "COpenSSL", targets: ["COpenSSL"]),
        .library(name: "Explanations", targets: ["Explanations"]),
        .library(name: "HandshakeAnalysis", targets: ["HandshakeAnalysis"]),
        .library(name: "OpenSSLHandles", targets: ["OpenSSLHandles"]),
        .library(name: "PacketDecoding", targets: ["PacketDecoding"]),
        .library(name: "Redacting", targets: ["Redacting"]),
        .library(name: "Reporting", targets: ["Reporting"]),
        .library(name: "StreamReassembly", targets: ["StreamReassembly"]),
        .library(name: "TLSDecryption", targets: ["TLSDecryption"]),
        .library(name: "TLSWire", targets: ["TLSWire"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ] + documentationPlugin,
    targets: [
        // The order is that of the corridor: bytes come in at the top, a report leaves at the bottom.
        .systemLibrary(name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CZstd",
            pkgConfig: "libzstd",
            providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]
        ),
        .systemLibrary(
            name: "CBrotli",
            pkgConfig: "libbrotlidec",
            providers: [.apt(["libbrotli-dev"]), .brew(["brotli"])]
        ),
        .systemLibrary(
            name: "COpenSSL",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]
        ),
        // Loaded when they are asked for: libmicrohttpd-dev and libncurses-dev have their headers.
        .target(name: "CLazyLibrary", cSettings: lazySettings),
        lazyLibrary("CMicroHTTPD", "microhttpd"),
        lazyLibrary("CNcurses", "ncursesw", "tinfo"),
        // One compiler intrinsic that Swift has no name for; a header, nothing to link.
        .systemLibrary(name: "CPrefetch"),
        // System calls of Linux that the C library's module leaves out; a header, nothing to link.
        .systemLibrary(name: "CLinux"),
        // The commit of the build, which the linker is told.
        .systemLibrary(name: "CBuildInfo"),
        // What kind of file system a path lies on; Glibc's module leaves it out.
        .systemLibrary(name: "CFileSystem"),

        // Everything but it imports it, and neither Glibc nor Darwin.
        room("SystemLibrary"),
        room("ByteParsing"),
        room("Threading", ["SystemLibrary"]),
        room(
            "CaptureReading",
            ["ByteParsing", "SystemLibrary", "CPcap", "CZlib", "CZstd", "CLinux", "CFileSystem"]
        ),
        room("CaptureWriting", ["ByteParsing"]),
        room("PacketDecoding", ["ByteParsing"]),
        room("StreamReassembly", ["ByteParsing", "PacketDecoding", "SystemLibrary", "CPrefetch"]),
        room("TLSWire", ["ByteParsing"]),
        room("OpenSSLHandles", ["COpenSSL"]),
        room("CompressionHandles", ["CZlib", "CZstd", "CBrotli"]),
        room("TLSDecryption", ["ByteParsing", "TLSWire", "OpenSSLHandles", "CompressionHandles"]),
        room("CertificateInspection", ["ByteParsing", "OpenSSLHandles"]),
        room("HandshakeAnalysis", ["ByteParsing", "TLSWire", "CertificateInspection"]),
        room("Explanations"),
        room(
            "AnalysisPipeline",
            [
                "ByteParsing", "CaptureReading", "PacketDecoding", "StreamReassembly", "TLSWire",
                "OpenSSLHandles",
                "TLSDecryption", "CertificateInspection", "HandshakeAnalysis", "Threading", "SystemLibrary",
                "CPrefetch", "CBuildInfo",
            ]
        ),
        room(
            "Reporting",
            [
                "ByteParsing", "TLSWire", "CertificateInspection", "HandshakeAnalysis", "OpenSSLHandles",
                "Explanations",
            ]
        ),
        room(
            "Redacting",
            [
                "ByteParsing", "PacketDecoding", "OpenSSLHandles", "CertificateInspection",
                "HandshakeAnalysis",
            ]
        ),
        room(
            "MTLScopeKit",
            [
                "ByteParsing", "TLSWire", "CertificateInspection", "HandshakeAnalysis", "AnalysisPipeline",
                "Reporting", "Threading",
            ]
        ),
        room("OutputWriting", ["Threading", "SystemLibrary", "CZstd", "CLinux"]),
        room("MetricsServing", ["ByteParsing", "SystemLibrary", "CMicroHTTPD"]),
        room("TerminalScreen", ["SystemLibrary", "CNcurses"]),
        room(
            "LiveView",
            [
                "ByteParsing", "TLSWire", "CertificateInspection", "HandshakeAnalysis", "Explanations",
                "Reporting", "TerminalScreen",
            ]
        ),
        .executableTarget(
            name: "mtlscope",
            dependencies: [
                "ByteParsing", "CaptureWriting", "TLSWire", "AnalysisPipeline", "HandshakeAnalysis",
                "Explanations",
                "Reporting", "OutputWriting", "MetricsServing", "Redacting", "TerminalScreen", "LiveView",
                "Threading", "SystemLibrary", argumentParser,
            ],
            swiftSettings: settings
        ),

        .target(
            name: "TestSupport",
            dependencies: ["HandshakeAnalysis", "TLSWire", "ByteParsing"],
            path: "Tests/TestSupport"
        ),
        tests(of: "ByteParsing", ["ByteParsing"]),
        tests(of: "CaptureReading", ["CaptureReading", "ByteParsing"]),
        tests(of: "CaptureWriting", ["CaptureWriting", "CaptureReading", "ByteParsing"]),
        tests(of: "PacketDecoding", ["PacketDecoding", "ByteParsing"]),
        tests(of: "StreamReassembly", ["StreamReassembly", "PacketDecoding", "ByteParsing"]),
        tests(of: "TLSWire", ["TLSWire", "ByteParsing"]),
        tests(
            of: "TLSDecryption",
            [
                "TLSDecryption", "OpenSSLHandles", "CompressionHandles", "TLSWire", "StreamReassembly",
                "PacketDecoding", "CaptureReading", "ByteParsing",
            ]
        ),
        tests(of: "CertificateInspection", ["CertificateInspection", "OpenSSLHandles", "ByteParsing"]),
        tests(
            of: "HandshakeAnalysis",
            ["HandshakeAnalysis", "CertificateInspection", "TLSWire", "ByteParsing"]
        ),
        tests(
            of: "AnalysisPipeline",
            [
                "AnalysisPipeline", "CaptureReading", "PacketDecoding", "StreamReassembly",
                "HandshakeAnalysis", "Reporting",
                "TLSWire", "ByteParsing",
            ]
        ),
        tests(
            of: "Reporting",
            [
                "Reporting", "HandshakeAnalysis", "CertificateInspection", "TLSWire", "ByteParsing",
                "OpenSSLHandles",
            ]
        ),
        tests(of: "Explanations", ["Explanations", "HandshakeAnalysis", "TLSWire"]),
        tests(
            of: "Capture",
            ["AnalysisPipeline", "HandshakeAnalysis", "TLSWire", "ByteParsing", "Reporting"]
        ),
        tests(of: "MTLScopeKit", ["MTLScopeKit"]),
        tests(of: "OutputWriting", ["OutputWriting", "CZstd"]),
        tests(of: "MetricsServing", ["MetricsServing", "ByteParsing", "CLazyLibrary"]),
        tests(of: "Redacting", ["Redacting", "PacketDecoding", "HandshakeAnalysis", "ByteParsing"]),
        tests(
            of: "LiveView",
            [
                "LiveView", "TerminalScreen", "AnalysisPipeline", "Reporting", "HandshakeAnalysis", "TLSWire",
                "ByteParsing",
            ]
        ),
        tests(of: "CommandLine", ["mtlscope"]),
    ]
)
