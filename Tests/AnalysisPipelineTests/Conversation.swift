import ByteParsing
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

/// A packet to give to an engine.
struct TestPacket {
    var frame: [UInt8]
    var seconds: Double
    var linkType: UInt32 = 1
    /// On the wire, where the capture cut it.
    var originalLength: Int?
}

/// Makes the packets of one TCP connection, with sequence numbers that fit.
struct Conversation {
    var packets: [TestPacket] = []
    private let client: Endpoint
    private let server: Endpoint
    private var next: (client: UInt32, server: UInt32)
    /// The time of the next packet.
    var seconds: Double

    init(
        port: UInt16 = 51_000,
        server: Endpoint = .server,
        start: UInt32 = 1_000,
        seconds: Double = 0,
        address: [UInt8] = Endpoint.client.address
    ) {
        client = Endpoint(address, port)
        self.server = server
        next = (start, start &+ 0x7000_0000)
        self.seconds = seconds
    }

    /// A packet of `sender`, at `sequenceNumber` if it is not the next one.
    mutating func send(
        _ sender: Role,
        _ bytes: [UInt8],
        flags: UInt8 = tcpACK,
        at sequenceNumber: UInt32? = nil,
        acknowledging distance: Int = 0
    ) {
        let own = sender == .client ? next.client : next.server
        let peer = sender == .client ? next.server : next.client
        let segment = tcp(
            bytes,
            from: sender == .client ? client : server,
            to: sender == .client ? server : client,
            sequenceNumber: sequenceNumber ?? own,
            acknowledgmentNumber: flags & tcpACK != 0 ? peer &+ UInt32(truncatingIfNeeded: distance) : 0,
            flags: flags
        )
        let from = sender == .client ? client.address : server.address
        let to = sender == .client ? server.address : client.address
        packets.append(
            TestPacket(frame: ethernet(0x0800, ipv4(segment, from: from, to: to)), seconds: seconds)
        )
        seconds += 0.001
        guard sequenceNumber == nil else { return }
        let length = UInt32(bytes.count) + (flags & (tcpSYN | tcpFIN) != 0 ? 1 : 0)
        if sender == .client { next.client &+= length } else { next.server &+= length }
    }

    /// A packet `distance` bytes from the sender's next one, which nobody counts on.
    mutating func stray(
        _ sender: Role,
        _ bytes: [UInt8] = [],
        flags: UInt8,
        _ distance: Int,
        acknowledging other: Int = 0
    ) {
        let own = sender == .client ? next.client : next.server
        let place = own &+ UInt32(truncatingIfNeeded: distance)
        send(sender, bytes, flags: flags, at: place, acknowledging: other)
    }

    mutating func client(_ bytes: [UInt8]) { send(.client, bytes) }
    mutating func server(_ bytes: [UInt8]) { send(.server, bytes) }

    /// The same in segments of `count` bytes.
    mutating func send(_ sender: Role, _ bytes: [UInt8], cutAt count: Int) {
        for start in stride(from: 0, to: bytes.count, by: count) {
            send(sender, Array(bytes[start..<min(start + count, bytes.count)]))
        }
    }

    /// Moves on as if `count` bytes had been sent that the capture lacks.
    mutating func lose(_ sender: Role, _ count: Int) {
        if sender == .client { next.client &+= UInt32(count) } else { next.server &+= UInt32(count) }
    }

    mutating func open() {
        send(.client, [], flags: tcpSYN)
        send(.server, [], flags: tcpSYN | tcpACK)
        send(.client, [])
    }

    mutating func close(_ first: Role = .client) {
        send(first, [], flags: tcpFIN | tcpACK)
        send(first.opposite, [], flags: tcpFIN | tcpACK)
        send(first, [])
    }

    /// A whole handshake; the client presents `certificate`, if the server requests one.
    mutating func handshake(certificate: [UInt8]? = TLS12Bytes.certificate(), name: String = "api.example") {
        client(TLS12Bytes.hello(name: name))
        server(TLS12Bytes.serverFlight(requests: certificate != nil))
        client(TLS12Bytes.clientFlight(certificate: certificate))
        server(TLS12Bytes.finished)
    }

    mutating func exchangeData() {
        client(TLS12Bytes.data())
        server(TLS12Bytes.data())
    }
}

// MARK: - Running

/// What an engine makes of the packets, in the order of the reports; the connection's last report counts.
func analyse(_ packets: [TestPacket], _ shared: SharedState? = nil) -> [ConnectionReport] {
    var last: [ConnectionID: ConnectionReport] = [:]
    for report in allReports(packets, shared) { last[report.id] = report }
    return last.values.sorted { $0.id < $1.id }
}

/// Every report, amended ones included; `shared` is what an engine before knew.
func allReports(_ packets: [TestPacket], _ shared: SharedState? = nil) -> [ConnectionReport] {
    var engine = shared.map { PacketEngine(shared: $0) } ?? PacketEngine()
    for (index, packet) in packets.enumerated() {
        let reference = PacketReference(
            frame: UInt64(index + 1),
            time: Timestamp(nanoseconds: Int64(packet.seconds * 1_000_000_000))
        )
        engine.process(
            packet.frame.span,
            originalLength: packet.originalLength ?? packet.frame.count,
            linkType: packet.linkType,
            at: reference
        )
    }
    engine.endsWithCapture = true
    engine.finish()
    // Whatever was held back is given back, or a long run would end by its limits.
    #expect(engine.budget.heldBytes == 0)
    #expect(engine.trackers.count == 0 && engine.trackers.slots.isEmpty)
    #expect(engine.carriers.budget.heldBytes == 0 && engine.carriers.followedCount == 0)
    return engine.takeFinished()
}

/// A report without its packets: what must not depend on how the bytes were cut.
struct Essence: Hashable, CustomStringConvertible {
    let description: String

    init(_ report: ConnectionReport) {
        let verdict = report.verdict
        let failure = verdict.failure.map { failure in
            "\(failure.kind) \(failure.alert?.alert?.description.displayName ?? "-") by "
                + "\(failure.alert.map { "\($0.sender)" } ?? "-"), closed by \(failure.closedBy.map { "\($0)" } ?? "-")"
        }
        // How much is seen after the verdict depends on which segment brings what.
        let later = ["closed", "reset", "encryptedAlertNotReadable", "serverSentApplicationData"]
        let reasons = verdict.reasons.map { String("\($0)".prefix { $0 != "(" }) }.filter {
            !later.contains($0)
        }
        let tls = report.tls
        description = """
            \(report.client) \(report.server) \(verdict.status) \(failure ?? "-") \(verdict.basis) \
            \(tls.version?.displayName ?? "-") \(tls.serverName ?? "-") \(tls.cipherSuite?.displayName ?? "-") \
            \(tls.applicationProtocol ?? "-") \(tls.resumption.map { "\($0)" } ?? "-") \(verdict.isResumed) \
            \(report.certificateRequest.map { "\($0.certificateAuthorities.count) authorities" } ?? "no request") \
            \(report.clientCertificate?.chain.leaf?.subject ?? "-") \
            \(report.serverCertificate?.chain.leaf?.subject ?? "-") \(reasons)
            """
    }
}
