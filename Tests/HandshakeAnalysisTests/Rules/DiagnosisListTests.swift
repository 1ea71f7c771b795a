import Foundation
import HandshakeAnalysis
import Testing

/// docs/diagnoses.md is a contract: it lists every code once, and no other.
@Suite struct `The list of diagnoses` {
    @Test func `is that of the code`() throws {
        let page = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../docs/diagnoses.md")
        let text = try String(contentsOf: page.standardizedFileURL, encoding: .utf8)
        let listed = text.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix("| `") else { return nil }
            return String(line.dropFirst(3).prefix { $0 != "`" })
        }
        #expect(Set(listed).count == listed.count)
        #expect(Set(listed) == Set(Diagnosis.Code.allCases.map(\.rawValue)))
    }
}
