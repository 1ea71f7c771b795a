import ByteParsing
import CaptureReading
import PacketDecoding
import StreamReassembly
import TLSWire

/// The records of a capture's connections, in the order in which they came.
struct CapturedRecords {
    struct Record {
        var direction: Direction
        var bytes: [UInt8]
        var isWhole: Bool
    }

    /// Puts the fragments of one direction together.
    private struct Collector: StreamConsumer, RecordConsumer {
        var direction: Direction
        var deframer = RecordDeframer(of: .client, searching: true)
        var records: [Record] = []
        private var current: [UInt8] = []

        init(_ direction: Direction) { self.direction = direction }

        mutating func receive(_ bytes: Span<UInt8>, _ place: StreamPlace, at packet: PacketReference) {
            var deframer = deframer
            deframer.receive(bytes, at: packet, into: &self)
            self.deframer = deframer
        }

        mutating func receiveGap(
            _ count: Int,
            _ cause: GapCause,
            _ place: StreamPlace,
            at packet: PacketReference
        ) {
            // The gap may lie between records.
            records.append(Record(direction: direction, bytes: [], isWhole: false))
            var deframer = deframer
            deframer.receiveGap(count, at: packet, into: &self)
            self.deframer = deframer
        }

        mutating func receiveFIN(_ place: StreamPlace, at packet: PacketReference) {}

        mutating func beginRecord(_ header: RecordHeader, from sender: Role, at packet: PacketReference) {
            let version = header.legacyRecordVersion.rawValue
            current = [
                header.contentType.rawValue, UInt8(version >> 8), UInt8(version & 0xFF),
                UInt8(header.length >> 8),
                UInt8(header.length & 0xFF),
            ]
        }

        mutating func receiveFragment(
            _ bytes: Span<UInt8>,
            of header: RecordHeader,
            from sender: Role,
            at packet: PacketReference
        ) {
            current.append(copying: bytes)
        }

        mutating func endRecord(
            _ header: RecordHeader,
            isWhole: Bool,
            from sender: Role,
            at packet: PacketReference
        ) {
            records.append(Record(direction: direction, bytes: current, isWhole: isWhole))
        }

        mutating func loseSynchronization(from sender: Role, at packet: PacketReference) {}
    }

    private struct Connection {
        var forward = StreamReceiver()
        var backward = StreamReceiver()
        var forwardCollector = Collector(.forward)
        var backwardCollector = Collector(.backward)
        var start: UInt32?
        var records: [Record] = []
    }

    /// By connection.
    private(set) var connections: [[Record]] = []
    private(set) var decryptionSecrets: [[UInt8]] = []

    init(path: String) throws {
        var reader = try CaptureFileReader(path: path)
        var decoder = PacketDecoder()
        var budget = ReassemblyBudget()
        var open: [FlowKey: Connection] = [:]
        var order: [FlowKey] = []
        while try reader.readBatch() {
            for index in reader.batch.indices {
                let frame = reader.batch[index]
                let packet = decoder.decode(
                    reader.batch.bytes(of: index),
                    originalLength: frame.originalLength,
                    linkType: frame.linkType.rawValue,
                    time: frame.reference.time
                )
                let segment: TCPSegment
                let payload: [UInt8]
                switch packet {
                case .tcp(let tcp):
                    segment = tcp
                    payload = Array(
                        [UInt8](copying: reader.batch.bytes(of: index))[tcp.payloadOffset...].prefix(
                            tcp.payloadLength
                        )
                    )
                case .reassembledTCP(let tcp):
                    segment = tcp
                    payload = Array(
                        decoder.reassembledDatagram[tcp.payloadOffset...].prefix(tcp.payloadLength)
                    )
                default: continue
                }
                let (key, direction) = (segment.key, segment.direction)
                let isSYN = segment.flags.contains(.syn)
                if isSYN, !segment.flags.contains(.acknowledgment), let old = open[key],
                    old.start != segment.sequenceNumber
                {
                    connections.append(old.records)
                    open[key] = nil
                }
                if open[key] == nil, !order.contains(key) { order.append(key) }
                var connection = open[key] ?? Connection()
                if isSYN, !segment.flags.contains(.acknowledgment) {
                    connection.start = segment.sequenceNumber
                }
                Self.receive(segment, payload, direction, frame.reference, &connection, &budget)
                open[key] = connection
            }
        }
        for key in order {
            guard var connection = open[key] else { continue }
            connection.forward.flush(budget: &budget, into: &connection.forwardCollector)
            Self.move(&connection.forwardCollector, &connection.records)
            connection.backward.flush(budget: &budget, into: &connection.backwardCollector)
            Self.move(&connection.backwardCollector, &connection.records)
            connections.append(connection.records)
        }
        decryptionSecrets = reader.decryptionSecrets
    }

    private static func receive(
        _ segment: TCPSegment,
        _ payload: [UInt8],
        _ direction: Direction,
        _ packet: PacketReference,
        _ connection: inout Connection,
        _ budget: inout ReassemblyBudget
    ) {
        let number = segment.sequenceNumber &+ (segment.flags.contains(.syn) ? 1 : 0)
        let hasFIN = segment.flags.contains(.fin)
        if direction == .forward {
            connection.forward.receive(
                payload.span,
                missing: segment.missingLength,
                sequenceNumber: number,
                hasFIN: hasFIN,
                at: packet,
                budget: &budget,
                into: &connection.forwardCollector
            )
            move(&connection.forwardCollector, &connection.records)
        } else {
            connection.backward.receive(
                payload.span,
                missing: segment.missingLength,
                sequenceNumber: number,
                hasFIN: hasFIN,
                at: packet,
                budget: &budget,
                into: &connection.backwardCollector
            )
            move(&connection.backwardCollector, &connection.records)
        }
    }

    private static func move(_ collector: inout Collector, _ records: inout [Record]) {
        records += collector.records
        collector.records = []
    }
}
