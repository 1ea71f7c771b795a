import ByteParsing
import CaptureReading
import HandshakeAnalysis

// The one place that turns a reading error into words: Reporting may not know how captures are read.

extension AnalysisSummary.Problem {
    init(_ error: CaptureError) {
        self.init(
            category: Self.category(of: error),
            message: Self.message(for: error.reason),
            offset: error.offset
        )
    }

    private static func category(of error: CaptureError) -> Category {
        switch error.reason {
        case .truncated(.packetHeader), .truncated(.packet): return .truncated
        default: break
        }
        switch error.category {
        case .notice, .usage: return .notice
        case .noInput: return .noSuchInput
        case .inputOutput: return .inputOutput
        case .notPermitted: return .notPermitted
        case .data: break
        }
        switch error.reason {
        case .emptyFile, .truncated(.fileHeader), .notACapture, .unsupportedVersion, .unsupportedCompression:
            return .notACapture
        default: return .damaged
        }
    }

    private static func message(for reason: CaptureError.Reason) -> String {
        switch reason {
        case .emptyFile: "it is empty"
        case .notACapture(let magic): notACapture(beginningWith: magic)
        case .unsupportedVersion(let format, let major, let minor):
            "version \(major).\(minor) of the \(format) format is not supported"
        case .unsupportedCompression(let compression):
            "compressed with \(compression), which is not supported: decompress it first"
        case .noSuchFile: "no such file or folder"
        case .badNetworkAddress: "an address on the network is tcp://HOST:PORT"
        case .noSuchHost: "no such host"
        case .notPermitted: "not permitted to read it"
        case .inputOutput(let number): "cannot be read: \(SystemError.text(of: number))"
        case .noCapturesInFolder: "the folder holds no capture"
        case .truncated(.fileHeader):
            "cut off within the header of the file: there is nothing behind it to read"
        case .truncated(.packetHeader):
            "cut off within the header of a packet; everything before was analysed"
        case .truncated(.packet): "cut off in the middle of a packet; everything before was analysed"
        case .impossibleLength(let field, let value, let allowed):
            "\(name(of: field)) of \(value) is impossible (\(allowed.lowerBound) to \(allowed.upperBound) can be); "
                + "everything before was analysed"
        case .blockLengthMismatch(let type, let leading, let trailing):
            "block of type \(type) gives its length as \(leading) and as \(trailing); everything before was analysed"
        case .badBlock(let type): "block of type \(type) is not what its type says"
        case .noSuchInterface(let id, let described):
            "packet of interface \(id), where only \(described) are described; it was left out"
        case .badTimestampResolution(let value):
            "time resolution \(value) is impossible; microseconds are assumed"
        case .corruptCompression(let compression):
            "the \(compression) data is damaged; everything before was analysed"
        case .compressionWindowTooLarge: "decompressing it needs more memory than is allowed"
        case .filterNotApplicable(let linkType, let message):
            "the filter does not apply to link type \(linkType.registeredName ?? String(linkType.rawValue)), whose "
                + "packets were left out: \(message)"
        case .invalidFilter(let message): "the filter is wrong: \(message)"
        case .noSuchDevice(let message), .liveNotPermitted(let message), .live(let message): message
        }
    }

    /// People hand over the other files of the case as well; say which option takes them.
    private static func notACapture(beginningWith magic: [UInt8]) -> String {
        if magic.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            return "not a capture: this looks like a zip archive; unpack it first"
        }
        if magic.count > 1, magic[0] == 0x30, (0x80...0x84).contains(magic[1]) {
            return "not a capture: this looks like a certificate or a revocation list in DER; " + certificates
        }
        let isText = !magic.isEmpty && magic.allSatisfy { (0x20...0x7E).contains($0) }
        guard isText else { return "not a pcap or pcapng file (begins with \(magic.hexadecimal))" }
        let start = String(decoding: magic, as: UTF8.self)
        switch start {
        case "CLIE", "SERV", "EXPO", "EARL", "# SS":
            return "not a capture: this looks like a key log; give it with -k"
        case "----":
            return "not a capture: this looks like a PEM file; " + certificates
        default:
            return "not a pcap or pcapng file but text (begins with '\(start)')"
        }
    }

    private static let certificates =
        "authorities are given with --client-ca or --server-ca, revocation lists with --crl"

    private static func name(of field: CaptureError.LengthField) -> String {
        switch field {
        case .capturedLength: "a captured length"
        case .blockTotalLength: "a block length"
        case .secretsLength: "a length of secrets"
        }
    }
}
