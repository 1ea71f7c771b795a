import ByteParsing
import CaptureReading

/// What a capture must hold to be multiplied.
enum CaptureProblem: Error {
    case unreadable(String, CaptureError)
    case notOneConversation(String)
    case notEthernetAndIP(String)
    case noSuchMessage(String)
}

/// A folder of captures of real handshakes.
struct CaptureFolder {
    let path: String

    /// Loads the TCP connection that a capture holds.
    func conversation(_ name: String, port: UInt16 = 443) throws -> Conversation {
        var loader = ConversationLoader(name: name)
        var reader = try openCapture(name)
        do throws(CaptureError) {
            while try reader.readBatch() {
                for index in reader.batch.indices { loader.add(reader.batch.bytes(of: index)) }
            }
        } catch {
            throw CaptureProblem.unreadable(name, error)
        }
        return Conversation(segments: try loader.segments(), port: port)
    }

    /// Loads the datagrams that two ends exchange in a capture.
    func datagrams(_ name: String, port: UInt16) throws -> Conversation {
        var loader = DatagramLoader(name: name)
        var reader = try openCapture(name)
        do throws(CaptureError) {
            while try reader.readBatch() {
                for index in reader.batch.indices { loader.add(reader.batch.bytes(of: index)) }
            }
        } catch {
            throw CaptureProblem.unreadable(name, error)
        }
        return Conversation(transport: .udp, segments: try loader.segments(), port: port)
    }

    /// A case lies with those of the same first word.
    private func folder(_ name: String) -> String { "\(path)/\(name.prefix { $0 != "-" })/\(name)" }

    /// The text of a capture's key log.
    func keyLog(_ name: String) throws -> String {
        try TextFile.read("\(folder(name))/keys.log")
    }

    private func openCapture(_ name: String) throws -> CaptureFileReader {
        do throws(CaptureError) {
            return try CaptureFileReader(path: "\(folder(name))/capture.pcapng")
        } catch {
            do throws(CaptureError) {
                return try CaptureFileReader(path: "\(folder(name))/capture.pcap")
            } catch {
                throw CaptureProblem.unreadable(name, error)
            }
        }
    }
}

/// Takes frames apart and makes their numbers relative.
private struct ConversationLoader {
    let name: String
    private var packets: [Packet] = []
    private var isOdd = false

    private struct Packet {
        let source: UInt16
        let sequence: UInt32
        let acknowledgment: UInt32
        let flags: TCPFlags
        let window: UInt16
        let options: [UInt8]
        let payload: [UInt8]
    }

    init(name: String) { self.name = name }

    /// Adds a frame; only Ethernet with IPv4 or IPv6 and TCP directly above is understood.
    mutating func add(_ frame: Span<UInt8>) {
        do throws(ParseError) {
            var reader = ByteReader(frame)
            try reader.skip(12, "addresses")
            let end: Int
            switch try reader.readUInt16("type") {
            case 0x0800:
                let headerLength = Int(try reader.readUInt8("version") & 0x0F) * 4
                try reader.skip(1, "service")
                end = 14 + Int(try reader.readUInt16("length"))
                try reader.skip(headerLength - 4, "IPv4")
            case 0x86DD:
                try reader.skip(4, "version")
                end = 54 + Int(try reader.readUInt16("length"))
                try reader.skip(34, "IPv6")
            default:
                isOdd = true
                return
            }
            let source = try reader.readUInt16("source")
            try reader.skip(2, "target")
            let sequence = try reader.readUInt32("sequence")
            let acknowledgment = try reader.readUInt32("acknowledgment")
            let optionLength = Int(try reader.readUInt8("offset") >> 4) * 4 - 20
            let flags = TCPFlags(rawValue: try reader.readUInt8("flags"))
            let window = try reader.readUInt16("window")
            try reader.skip(4, "checksum and urgent pointer")
            packets.append(
                Packet(
                    source: source,
                    sequence: sequence,
                    acknowledgment: acknowledgment,
                    flags: flags,
                    window: window,
                    options: try reader.readBytes(optionLength, "options"),
                    payload: try reader.readBytes(end - reader.offset, "payload")
                )
            )
        } catch {
            isOdd = true
        }
    }

    func segments() throws -> [Segment] {
        guard !isOdd else { throw CaptureProblem.notEthernetAndIP(name) }
        guard let first = packets.first, first.flags == .syn,
            let answer = packets.first(where: { $0.flags == [.syn, .acknowledgment] }),
            packets.count(where: { $0.flags == .syn }) == 1
        else {
            throw CaptureProblem.notOneConversation(name)
        }
        return packets.map { packet in
            let isClient = packet.source == first.source
            let (own, other) = isClient ? (first, answer) : (answer, first)
            return Segment(
                isClient ? .client : .server,
                packet.flags,
                sequence: packet.sequence &- own.sequence,
                acknowledgment: packet.acknowledgment &- other.sequence,
                window: packet.window,
                options: packet.options,
                payload: packet.payload
            )
        }
    }
}
