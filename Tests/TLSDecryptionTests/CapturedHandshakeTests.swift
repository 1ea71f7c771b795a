import Foundation
import TLSDecryption
import TestSupport
import Testing

/// A folder of captures/ that has a key log.
struct KeyedCapture: CustomTestStringConvertible, Sendable {
    let folder: URL

    var testDescription: String { folder.lastPathComponent }

    static let all: [KeyedCapture] = {
        CaptureFolders.all().filter {
            FileManager.default.fileExists(atPath: $0.appendingPathComponent("keys.log").path)
        }
        .map(KeyedCapture.init)
    }()

    /// Every connection; with another last digit in each line of the key log if that is asked for.
    func connections(damagingSecrets: Bool = false) throws -> [DecryptedConnection] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let name = try #require(files.first { $0.hasPrefix("capture.") })
        let records = try CapturedRecords(path: folder.appendingPathComponent(name).path)
        var keyLog = KeyLog()
        var source = KeyLogSource()
        var text = try String(contentsOf: folder.appendingPathComponent("keys.log"), encoding: .utf8)
        if damagingSecrets {
            let lines = text.split(separator: "\n").map {
                $0.hasSuffix("0") ? $0.dropLast() + "1" : $0.dropLast() + "0"
            }
            text = lines.joined(separator: "\n")
        }
        source.append(Array(text.utf8).span, to: &keyLog)
        source.finish(to: &keyLog)
        #expect(source.badLines.isEmpty)
        return records.connections.map { DecryptedConnection($0, keyLog: keyLog) }
    }
}

@Suite struct `Captures with key logs` {
    @Test(arguments: KeyedCapture.all) func `open, and every message of theirs is read`(
        _ capture: KeyedCapture
    ) throws {
        for connection in try capture.connections() {
            #expect(connection.problems == [])
            #expect(connection.failed == 0)
            #expect(connection.withoutSecret == 0)
            #expect(connection.opened > 0 || !connection.hasSecrets)
        }
    }

    @Test(arguments: KeyedCapture.all) func `yield nothing with wrong secrets`(_ capture: KeyedCapture) throws
    {
        for connection in try capture.connections(damagingSecrets: true) {
            #expect(connection.opened == 0)
            #expect(connection.failed > 0 || !connection.hasSecrets)
        }
    }

    @Test func `are here`() { #expect(KeyedCapture.all.count > 40) }
}
