import CertificateInspection
import HandshakeAnalysis

/// Puts reports into the order of their connections' numbers, as far as a window of limited size allows.
///
/// A report waits until those of all lower numbers are out. When too many wait, the lowest of them goes on, and those that
/// it waited for come when they are decided. A later report of a connection that waits replaces the earlier one.
struct ReportWindow {
    /// Reports that wait, at most.
    static let capacity = 4_096
    /// What they weigh together, at most: see ``weight(of:)``.
    static let weightCapacity = 64 << 20

    enum Item {
        case whole(ConnectionReport)
        /// One that an engine wrote down, in the piece of the engine's number.
        case rendered(RenderedReport, engine: Int)
        /// The same, with its bytes.
        case kept(RenderedReport, [UInt8])
        /// Not to be shown.
        case hidden
    }

    private struct Waiting {
        let item: Item
        let weight: Int
    }

    /// If not, everything goes through at once.
    private let isOrdering: Bool
    private let capacity: Int
    private var waiting: [UInt64: Waiting] = [:]
    private var weight = 0
    private var next: UInt64 = 1
    /// Connections whose reports came too late for their place.
    private(set) var lateCount: UInt64 = 0

    init(isOrdering: Bool, capacity: Int = Self.capacity) {
        self.isOrdering = isOrdering
        self.capacity = capacity
    }

    /// About the bytes that a report takes, whether it was written down or not.
    static func weight(of report: borrowing ConnectionReport) -> Int {
        var weight = 2_048
        for certificate in [report.clientCertificate, report.serverCertificate] {
            guard case .x509(let chain)? = certificate?.chain.entries else { continue }
            for entry in chain { weight += 2 * entry.der.count }
        }
        return weight
    }

    /// Takes a report, and hands on what its turn has come for; `keep` makes it independent of where it lies now.
    mutating func add(
        _ item: Item,
        of id: ConnectionID,
        weight: @autoclosure () -> Int,
        keep: (Item) -> Item = { $0 },
        _ handOn: (Item, ConnectionID) throws -> Void
    ) rethrows {
        guard isOrdering, id.number >= next else { return try handOn(item, id) }
        if id.number == next {
            next += 1
            try handOn(item, id)
        } else {
            let entry = Waiting(item: keep(item), weight: weight())
            self.weight += entry.weight
            if let replaced = waiting.updateValue(entry, forKey: id.number) { self.weight -= replaced.weight }
        }
        try release(handOn)
        while waiting.count > capacity || (self.weight > Self.weightCapacity && !waiting.isEmpty) {
            while waiting[next] == nil {
                next += 1
                lateCount += 1
            }
            try release(handOn)
        }
    }

    /// Hands on all that waits.
    mutating func finish(_ handOn: (Item, ConnectionID) throws -> Void) rethrows {
        while !waiting.isEmpty {
            while waiting[next] == nil { next += 1 }
            try release(handOn)
        }
    }

    private mutating func release(_ handOn: (Item, ConnectionID) throws -> Void) rethrows {
        while !waiting.isEmpty, let entry = waiting.removeValue(forKey: next) {
            weight -= entry.weight
            let id = ConnectionID(next)
            next += 1
            try handOn(entry.item, id)
        }
    }
}

extension ReportWindow {
    /// The same for reports that are whole.
    mutating func add(
        _ reports: [ConnectionReport],
        _ onReports: ([ConnectionReport]) throws -> Void
    ) rethrows {
        guard isOrdering else { return try onReports(reports) }
        var ready: [ConnectionReport] = []
        for report in reports {
            add(.whole(report), of: report.id, weight: Self.weight(of: report)) { item, _ in
                if case .whole(let report) = item { ready.append(report) }
            }
        }
        if !ready.isEmpty { try onReports(ready) }
    }

    mutating func finish(_ onReports: ([ConnectionReport]) throws -> Void) rethrows {
        var ready: [ConnectionReport] = []
        finish { item, _ in
            if case .whole(let report) = item { ready.append(report) }
        }
        if !ready.isEmpty { try onReports(ready) }
    }
}
