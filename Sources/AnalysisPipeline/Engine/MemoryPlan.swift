/// What an analysis may take of memory, and how that is shared out.
///
///     1/4   the table of flows, and the addresses of those of IPv6
///     7/32  connections whose handshake is followed: messages, those in the making, events, bytes out of order
///     1/32  reports that a later handshake may amend
///     7/64  the same of conversations that are no TCP streams, with what their carriers hold back
///     1/64  their reports that a later handshake may amend
///     1/16  the table of their flows
///     1/8   secrets of key logs
///     3/16  the program itself, its caches, packets that were read, reports on their way out
///
/// The kernel's ring and the window of one decompressor come on top.
public struct MemoryPlan: Hashable, Sendable {
    public static let defaultBytes = 512 << 20
    /// With less, the caches alone would take more.
    public static let leastBytes = 128 << 20

    /// Of the table of flows.
    var flows: Int
    /// Of the connections that are followed.
    var connections: Int
    /// Of the reports that are kept in one group of flows.
    let reportsInGroup: Int
    /// The same of conversations that are no TCP streams.
    let carriedReportsInGroup: Int
    /// Of the conversations that are no TCP streams: all of them are one engine's.
    var carriers: Int
    /// Of the table of their flows.
    let carrierFlows: Int
    /// Of the secrets of key logs, of all engines together.
    var secrets: Int

    public init(bytes: Int = defaultBytes) {
        flows = bytes / 4
        connections = bytes / 32 * 7
        reportsInGroup = bytes / 32 / RecentReports.groupCount
        carriedReportsInGroup = bytes / 64 / RecentReports.groupCount
        carriers = bytes / 64 * 7
        carrierFlows = bytes / 16
        secrets = bytes / 8
    }

    /// The same where output that waits may take so many bytes besides: beyond an eighth, the rest has less.
    ///
    /// - Returns: `nil` where too little would be left.
    public init?(bytes: Int, besides waiting: Int) {
        let rest = bytes - max(0, waiting - bytes / 8)
        guard rest >= Self.leastBytes / 2 else { return nil }
        self.init(bytes: rest)
    }

    /// The part of one of several engines; groups of flows are whole, and shared out.
    func divided(by count: Int) -> MemoryPlan {
        var part = self
        part.flows /= count
        part.connections /= count
        return part
    }
}
