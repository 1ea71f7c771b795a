import AnalysisPipeline
import ByteParsing
import CaptureWriting
import HandshakeAnalysis
import OutputWriting
import Reporting

/// The packets of one connection, on their way into a file of their own, with comments that tell the verdict.
struct SavedPackets {
    /// What is kept in memory until it is written; a connection's data may be longer.
    static let mostBytes = 256 << 20

    private let id: ConnectionID
    private let comments: [PacketReference: [String]]
    private var writer: PcapngWriter
    private var interfaces = WrittenInterfaces()
    private var count: UInt64 = 0
    private(set) var isFull = false
    private(set) var isSaved = false

    init(of report: ConnectionReport) {
        id = report.id
        comments = PacketComments.comments(on: report, of: "the original").reduce(into: [:]) {
            $0[$1.0, default: []].append($1.1)
        }
        let producer = "mtlscope \(Mtlscope.release)"
        writer = PcapngWriter(comment: "\(producer): packets of #\(report.id.number)", application: producer)
    }

    mutating func add(_ packet: HeldPacket) {
        add(
            packet.bytes.span,
            packet.reference,
            linkType: packet.linkType,
            originalLength: packet.originalLength
        )
    }

    mutating func add(
        _ bytes: borrowing Span<UInt8>,
        _ reference: PacketReference,
        linkType: UInt32,
        originalLength: Int
    ) {
        guard writer.count + bytes.count <= Self.mostBytes else {
            isFull = true
            return
        }
        let place = WrittenInterfaces.Place(input: reference.input, linkType: linkType)
        let interface = interfaces.number(of: place, in: &writer, name: nil)
        writer.add(
            bytes,
            originalLength: originalLength,
            at: reference.time,
            on: interface,
            comment: comments[reference]?.joined(separator: "\n")
        )
        count += 1
    }

    /// Writes them into a file that is not there yet, and says what came of it.
    mutating func save(to path: String, lacksBeginning: Bool = false) -> String {
        do throws(Descriptor.Failure) {
            let file = try Descriptor(creatingNew: path)
            try file.write(writer.take().span)
            try file.close()
        } catch {
            return Diagnostics.cannotWrite(path, error.text)
        }
        isSaved = true
        return Diagnostics.topSaved(id, path, count, lacksBeginning: lacksBeginning, isCut: isFull)
    }
}
