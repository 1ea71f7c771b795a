import Foundation
import TestSupport
import Testing

/// A folder of captures/: a capture and what its endpoints said, as captures/README.md describes it.
struct CaptureCase: CustomTestStringConvertible, Sendable {
    let folder: URL
    /// An error if expected.json cannot be read, so that this case fails and no other.
    let expected: Result<Expected, any Error>

    var testDescription: String { folder.lastPathComponent }

    struct Expected: Decodable, Sendable {
        let summary: String
        let capture: String
        /// The key log beside it, if the stack could write one.
        let keys: String?
        let connections: [Connection]
        /// What kept TLS from beginning; absent if nothing did.
        let refusals: [Refusal]?
    }

    /// TLS was asked for, or the way to it, and did not begin.
    struct Refusal: Decodable, Sendable {
        let serverPort: UInt16
        let preamble: String
        let target: String?
        /// A part of what a report says.
        let reason: String
    }

    struct Connection: Decodable, Sendable {
        let clientPort: UInt16
        let serverPort: UInt16
        /// `nil` if the endpoints settled on none.
        let version: String?
        let serverName: String?
        let resumed: Bool
        /// `nil` if the server may not have come to it.
        let requested: Bool?
        let presented: Bool
        /// What came before TLS; absent if nothing did.
        let precededBy: String?
        /// The framing that TLS's records go in, and all that came before it; absent like the others.
        let carrier: String?
        let preambles: [Preamble]?
        /// Who turned away from whom once the handshake was over; absent if nobody did.
        let afterwards: Afterwards?
        let verdict: Verdict
        let verdictWithoutKeys: Verdict?
        let evidence: [Evidence]
        /// There where it failed.
        let cause: Cause?
    }

    struct Preamble: Decodable, Hashable, Sendable {
        let type: String
        let name: String?
        let port: UInt16?
    }

    /// What an endpoint made of the other when the handshake was over.
    struct Afterwards: Decodable, Sendable {
        let by: String
        let answer: String
        /// The code of the diagnosis that shows it with keys, and without; `nil` where the verdict says it, or nothing can.
        let diagnosis: String?
        let diagnosisWithoutKeys: String?
    }

    /// A line that an endpoint wrote.
    struct Evidence: Decodable, Sendable {
        let endpoint: String
        let line: String
    }

    /// Codes of docs/diagnoses.md, as the making script tells them.
    struct Cause: Decodable, Sendable {
        let planted: String
        /// What of it a capture can show.
        let shown: String
        /// The same without secrets; `nil` where the handshake then seems to have succeeded.
        let shownWithoutKeys: String?
        /// The same with secrets, authorities and revocation lists at hand.
        let shownWithStores: String
    }

    struct Verdict: Decodable, Sendable {
        let status: String
        let failure: Failure?
    }

    struct Failure: Decodable, Sendable {
        let kind: String
        /// Like `closedBy`, `nil` if the endpoints do not tell.
        let alert: Alert?
        let closedBy: String?
    }

    struct Alert: Decodable, Hashable, Sendable {
        let code: UInt8
        let name: String
        let sender: String
    }

    /// Every case of the repository, or of the folder that the environment names in MTLSCOPE_CAPTURES.
    static let all: [CaptureCase] = {
        CaptureFolders.all(in: root).compactMap { folder in
            let file = folder.appendingPathComponent("expected.json")
            guard let data = try? Data(contentsOf: file) else { return nil }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return CaptureCase(
                folder: folder,
                expected: Result { try decoder.decode(Expected.self, from: data) }
            )
        }
    }()

    static var root: URL {
        if let path = ProcessInfo.processInfo.environment["MTLSCOPE_CAPTURES"] {
            return URL(fileURLWithPath: path, isDirectory: true)
        }
        return CaptureFolders.root
    }
}
