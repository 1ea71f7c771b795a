// swift-tools-version: 6.2
import PackageDescription

// Programs on MTLScopeKit, in a package of their own as any other program's would be; scripts/check-examples builds and runs them.

let kit = Target.Dependency.product(name: "MTLScopeKit", package: "mtlscope")

let package = Package(
    name: "mtlscope-examples",
    dependencies: [.package(name: "mtlscope", path: "..")],
    targets: [
        .executableTarget(name: "first-verdict", dependencies: [kit], path: "Sources/FirstVerdict"),
        .executableTarget(name: "failure-watch", dependencies: [kit], path: "Sources/FailureWatch"),
        .executableTarget(
            name: "expiring-certificates",
            dependencies: [kit],
            path: "Sources/ExpiringCertificates"
        ),
    ]
)
