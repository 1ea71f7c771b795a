import Foundation

/// What `openssl x509 -text` says of a certificate.
public struct OpenSSLText: Sendable {
    /// Of `-text`, without the white space before each line.
    public let lines: [String]
    public init(ofDER der: [UInt8]) throws {
        let command = try Command.run(
            URL(fileURLWithPath: "/usr/bin/openssl"),
            ["x509", "-inform", "DER", "-noout", "-text"],
            input: der
        )
        lines = command.outputText.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// What follows a prefix on the line that begins with it.
    public func value(_ prefix: String) -> String? {
        lines.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    /// What follows each prefix, of all lines that begin with it.
    public func values(_ prefix: String) -> [String] {
        lines.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    /// The line below an extension's title, which begins with this.
    public func content(below title: String) -> String? {
        guard let index = lines.firstIndex(where: { $0.hasPrefix(title) }), index + 1 < lines.count else {
            return nil
        }
        return lines[index + 1]
    }
}
