import ByteParsing
import HandshakeAnalysis

/// Takes NDJSON as `watch` and `analyze` write it, in pieces of any size, and tells what each line says.
public struct RecordReader {
    /// A longer line is passed over: full records of the longest handshakes take a tenth of it.
    public static let longestLine = 4 << 20

    private var line: [UInt8] = []
    /// The rest of a line that is too long is to come.
    private var isSkipping = false

    public init() {}

    public mutating func read(_ bytes: [UInt8]) -> [ViewEvent] {
        var events: [ViewEvent] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            keep(rest[..<end])
            finish(&events)
            rest = rest[(end + 1)...]
        }
        keep(rest)
        return events
    }

    private mutating func keep(_ piece: ArraySlice<UInt8>) {
        guard !isSkipping else { return }
        if line.count + piece.count > Self.longestLine {
            line = []
            isSkipping = true
        } else {
            line += piece
        }
    }

    private mutating func finish(_ events: inout [ViewEvent]) {
        defer {
            line.removeAll(keepingCapacity: line.capacity <= 1 << 16)
            isSkipping = false
        }
        if isSkipping { return events.append(.unreadable) }
        guard line.contains(where: { $0 > 0x20 }) else { return }
        let value = JSONReader.value(of: line[...])
        events += value.flatMap(Self.events) ?? [.unreadable]
    }

    /// What a record says; nothing for a type that is not known, `nil` for what is no record.
    private static func events(of value: JSONValue) -> [ViewEvent]? {
        switch value["type"]?.string {
        case "connection"?: return ViewedConnection(value).map { [.connection($0)] }
        case "group"?: return ViewedConnection(tally: value).map { [.connection($0)] }
        case "certificate"?: return ViewedCertificate(sighting: value).map { [.certificate($0)] }
        case "statistics"?: return [.state(ViewedState(value))] + time(value["end_time"])
        case "summary"?: return [.state(ViewedState(value)), .end("the watch or the analysis has ended")]
        case "loss"?: return ViewedLoss(value).map { [.loss($0)] }
        case "interface"?:
            guard let name = value["name"]?.string, let state = value["state"]?.string,
                let time = value["time"]?.time
            else { return nil }
            let detail = value["detail"]?.string.map { ": \($0)" } ?? ""
            return [.interface("\(name) is \(state)\(detail)", at: time)]
        case .some: return []
        case nil: return nil
        }
    }

    private static func time(_ value: JSONValue?) -> [ViewEvent] { value?.time.map { [.time($0)] } ?? [] }
}

extension JSONValue {
    var time: Timestamp? { string.flatMap { Timestamp(recorded: $0) } }
}

extension ViewedLoss {
    init?(_ value: JSONValue) {
        guard let start = value["start_time"]?.time, let end = value["end_time"]?.time else { return nil }
        let dropped = value["dropped_packets"]
        self.init(
            start: start,
            end: end,
            byKernel: dropped?["kernel"]?.count ?? 0,
            byInterface: dropped?["interface"]?.count ?? 0
        )
    }
}

extension ViewedState {
    /// Of a record `statistics` or `summary`.
    init(_ value: JSONValue) {
        packets = value["packets"]?.count ?? 0
        bytes = value["bytes"]?.count ?? 0
        if let dropped = value["dropped_packets"] {
            lost = (dropped["kernel"]?.count ?? 0) &+ (dropped["interface"]?.count ?? 0)
        }
        let live = value["live"]
        tracked = live?["tracked_connections"]?.size
        residentBytes = live?["resident_bytes"]?.size
        queuedBytes = live?["queue"]?["bytes"]?.size
        queueCapacity = live?["queue"]?["capacity"]?.size
        droppedReports = live?["queue"]?["dropped_reports"]?.count ?? 0
        ringBytes = live?["ring_bytes"]?.size
        uptime = live?["uptime_seconds"]?.count
        packetsPerSecond = live?["packets_per_second"]?.count
        bytesPerSecond = live?["bytes_per_second"]?.count
        interfaces = (live?["interfaces"]?.elements ?? []).prefix(Self.mostListed).compactMap { interface in
            guard let name = interface["name"]?.string else { return nil }
            return Interface(
                name: name,
                state: interface["state"]?.string ?? "",
                received: interface["received_packets"]?.count ?? 0,
                droppedByKernel: interface["dropped_by_kernel"]?.count ?? 0,
                droppedByInterface: interface["dropped_by_interface"]?.count ?? 0
            )
        }
        remarks = Self.remarks(value)
    }

    /// Interfaces, attempts and the like of a record that are shown.
    private static let mostListed = 64

    private static func remarks(_ value: JSONValue) -> [String] {
        var lines: [String] = []
        for attempt in (value["attempts"]?.elements ?? []).prefix(mostListed) {
            let kind = attempt["kind"]?.string?.split(separator: "_").joined(separator: " ") ?? "attempt"
            let server = attempt["server"].flatMap(ViewedConnection.endpoint)?.whole ?? "other servers"
            let reason = attempt["refusal"]?["reason"]?.string.map { ": \($0)" } ?? ""
            lines.append("\(kind), \(attempt["count"]?.count ?? 1) times at \(server)\(reason)")
        }
        for passed in (value["passed_over"]?.elements ?? []).prefix(mostListed) {
            guard let name = passed["name"]?.string else { continue }
            lines.append("not read: \(name), \(passed["packets"]?.count ?? 0) packets")
        }
        for limit in (value["limits"]?.elements ?? []).prefix(mostListed) {
            guard let name = limit["name"]?.string else { continue }
            lines.append("limit reached: \(name), \(limit["count"]?.count ?? 0) times")
        }
        for input in (value["inputs"]?.elements ?? []).prefix(mostListed) {
            for problem in (input["problems"]?.elements ?? []).prefix(mostListed) {
                guard let message = problem["message"]?.string else { continue }
                lines.append("\(input["path"]?.string ?? "input"): \(message)")
            }
        }
        return lines
    }
}

extension JSONValue {
    /// A number of bytes or of things that are in memory.
    fileprivate var size: Int? { integer.flatMap { Int(exactly: $0) }.flatMap { $0 >= 0 ? $0 : nil } }
}
