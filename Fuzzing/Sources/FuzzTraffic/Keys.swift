import Glibc

@testable import AnalysisPipeline

/// What opens the seeds, so that what is behind protection is fuzzed too; `scripts/fuzz` names the files.
///
/// Unchecked, since a fuzzer has one thread.
@safe
public final class Keys: @unchecked Sendable {
    private let material = KeyMaterial()

    /// A key log, and a file with keys of OpenVPN, where the environment names them; and lines besides.
    public init(adding lines: String = "") {
        add(Array(lines.utf8))
        if let log = Self.file(named: "MTLSCOPE_FUZZ_KEYLOG") { add(log) }
        if let keys = Self.file(named: "MTLSCOPE_FUZZ_OPENVPN") {
            material.openVPN = OpenVPNKey.all(in: String(decoding: keys, as: UTF8.self))
        }
    }

    /// A key log of these lines.
    public init(lines: String) { add(Array(lines.utf8)) }

    private func add(_ lines: [UInt8]) {
        let source = material.addSource()
        material.append(lines, to: source)
        material.finish(source)
    }

    /// Traffic that is analysed with them.
    public func traffic() -> Traffic { Traffic(keys: material.copy()) }

    private static func file(named variable: String) -> [UInt8]? {
        guard let path = unsafe getenv(variable) else { return nil }
        let name = unsafe String(cString: path)
        return try? FileContent.read(name, as: "key log")
    }
}
