import ByteParsing

/// Writes segments of flows as frames of a classic pcap file, with every length and checksum right.
struct FrameWriter: ~Copyable {
    private var output: CaptureOutput
    private var identification: UInt16 = 0
    private(set) var packets = 0
    /// What the frames come in; `nil` for nothing.
    private let tunnel: OuterTunnel?
    /// Microseconds since 1970.
    var clock: UInt64 = 1_790_000_000_000_000

    init(path: String, tunnel: OuterTunnel? = nil) throws {
        self.tunnel = tunnel
        output = try CaptureOutput(path: path)
        append(little: 0xA1B2_C3D4)
        append(little: 0x0004_0002)  // version 2.4
        append(little: 0)
        append(little: 0)
        append(little: 262_144)
        append(little: 1)  // Ethernet
    }

    mutating func finish() throws { try output.flush() }

    mutating func write(_ segment: Segment, of flow: Flow, _ transport: Conversation.Transport) throws {
        let headerLength = transport == .tcp ? 20 + segment.options.count : 8
        let transportLength = headerLength + segment.payload.count
        let isIPv4 = flow.client.address.isIPv4
        let packetLength = (isIPv4 ? 20 : 40) + transportLength
        let frameLength = 14 + (flow.vlan == nil ? 0 : 4) + packetLength
        let carried = tunnel.map { $0.carriesFrames ? frameLength : packetLength }
        let length =
            carried.flatMap { carried in tunnel.map { 14 + 20 + $0.headerLength + carried } } ?? frameLength
        append(little: UInt32(clock / 1_000_000))
        append(little: UInt32(clock % 1_000_000))
        append(little: UInt32(length))
        append(little: UInt32(length))
        if let tunnel, let carried { append(tunnel, around: carried, segment.side, flow) }
        if tunnel?.carriesFrames ?? true { appendEthernet(segment.side, vlan: flow.vlan, isIPv4: isIPv4) }
        let source = flow.address(of: segment.side)
        let target = flow.address(of: segment.side.other)
        let number: UInt8 = transport == .tcp ? 6 : 17
        if isIPv4 {
            appendIPv4(source.address, target.address, number, transportLength)
        } else {
            appendIPv6(source.address, target.address, number, transportLength)
        }
        var sum = InternetChecksum()
        for address in [source.address, target.address] {
            sum.add(address.high)
            sum.add(address.low)
        }
        sum.add(UInt16(number))
        sum.add(UInt16(transportLength))
        switch transport {
        case .tcp: appendTCP(segment, of: flow, source.port, target.port, &sum)
        case .udp: appendUDP(segment, of: flow, source.port, target.port, &sum)
        }
        packets += 1
        try output.flushIfFull()
    }

    // MARK: Headers

    /// The outer headers of what has so many bytes.
    private mutating func append(_ tunnel: OuterTunnel, around length: Int, _ side: Side, _ flow: Flow) {
        appendEthernet(side, vlan: nil, isIPv4: true)
        appendIPv4(
            OuterTunnel.address(of: side),
            OuterTunnel.address(of: side.other),
            tunnel.number,
            tunnel.headerLength + length
        )
        switch tunnel {
        case .vxlan:
            // The source port spreads flows over links (RFC 7348, section 5); no checksum.
            append(big: 0xC000 | flow.client.port)
            append(big: 4_789 as UInt16)
            append(big: UInt16(16 + length))
            append(big: 0 as UInt16)
            append(big: 0x0800_0000 as UInt32)
            append(big: OuterTunnel.network << 8)
        case .gre:
            append(big: 0x2000_0800 as UInt32)
            append(big: OuterTunnel.network)
        }
    }

    private mutating func appendEthernet(_ side: Side, vlan: UInt16?, isIPv4: Bool) {
        append(big: 0x0200_0000 as UInt32)
        append(big: side == .client ? 0x0002 : 0x0001 as UInt16)
        append(big: 0x0200_0000 as UInt32)
        append(big: side == .client ? 0x0001 : 0x0002 as UInt16)
        if let vlan {
            append(big: 0x8100 as UInt16)
            append(big: vlan)
        }
        append(big: isIPv4 ? 0x0800 : 0x86DD as UInt16)
    }

    private mutating func appendIPv4(_ source: IPAddress, _ target: IPAddress, _ number: UInt8, _ length: Int)
    {
        identification &+= 1
        let start: UInt16 = 0x4500
        let lifetime = 0x4000 | UInt16(number)  // 64 hops
        var sum = InternetChecksum()
        sum.add(start)
        sum.add(UInt16(20 + length))
        sum.add(identification)
        sum.add(0x4000 as UInt16)
        sum.add(lifetime)
        sum.add(source.low)
        sum.add(target.low)
        append(big: start)
        append(big: UInt16(20 + length))
        append(big: identification)
        append(big: 0x4000 as UInt16)  // do not fragment
        append(big: lifetime)
        append(big: sum.value)
        append(big: UInt32(truncatingIfNeeded: source.low))
        append(big: UInt32(truncatingIfNeeded: target.low))
    }

    private mutating func appendIPv6(_ source: IPAddress, _ target: IPAddress, _ number: UInt8, _ length: Int)
    {
        append(big: 0x6000_0000 as UInt32)
        append(big: UInt16(length))
        append(big: UInt16(number) << 8 | 64)
        for address in [source, target] {
            append(big: UInt32(truncatingIfNeeded: address.high >> 32))
            append(big: UInt32(truncatingIfNeeded: address.high))
            append(big: UInt32(truncatingIfNeeded: address.low >> 32))
            append(big: UInt32(truncatingIfNeeded: address.low))
        }
    }

    private mutating func appendTCP(
        _ segment: Segment,
        of flow: Flow,
        _ source: UInt16,
        _ target: UInt16,
        _ sum: inout InternetChecksum
    ) {
        let sequence = flow.initialSequence(of: segment.side) &+ segment.sequence
        let acknowledgment =
            segment.flags.contains(.acknowledgment)
            ? flow.initialSequence(of: segment.side.other) &+ segment.acknowledgment : 0
        let offsetAndFlags = UInt16(20 + segment.options.count) << 10 | UInt16(segment.flags.rawValue)
        sum.add(source)
        sum.add(target)
        sum.add(sequence)
        sum.add(acknowledgment)
        sum.add(offsetAndFlags)
        sum.add(segment.window)
        append(big: source)
        append(big: target)
        append(big: sequence)
        append(big: acknowledgment)
        append(big: offsetAndFlags)
        append(big: segment.window)
        appendBody(segment, of: flow, &sum, after: 2)
    }

    private mutating func appendUDP(
        _ segment: Segment,
        of flow: Flow,
        _ source: UInt16,
        _ target: UInt16,
        _ sum: inout InternetChecksum
    ) {
        let length = UInt16(8 + segment.payload.count)
        sum.add(source)
        sum.add(target)
        sum.add(length)
        append(big: source)
        append(big: target)
        append(big: length)
        appendBody(segment, of: flow, &sum, after: 0)
    }

    /// Appends the checksum, zeros after it, the options and the payload with the flow's own bytes in it.
    private mutating func appendBody(
        _ segment: Segment,
        of flow: Flow,
        _ sum: inout InternetChecksum,
        after zeros: Int
    ) {
        let checksum = output.bytes.count
        for _ in 0..<2 + zeros { output.bytes.append(0) }
        output.bytes.append(contentsOf: segment.options)
        let start = output.bytes.count
        output.bytes.append(contentsOf: segment.payload)
        if segment.freshFields.isEmpty {
            sum.add(sum: segment.staticSum)
        } else {
            for field in segment.freshFields {
                for (index, position) in field.range.enumerated() {
                    output.bytes[start + position] =
                        FreshField.byte(field.start + index, of: field.seed, flowSeed: flow.seed)
                }
            }
            sum.add(segment.options.span)
            sum.add(output.bytes.span.extracting(start..<output.bytes.count))
        }
        // A UDP checksum of zero would mean that there is none; what follows it tells the two protocols apart.
        let value = sum.value == 0 && zeros == 0 ? 0xFFFF : sum.value
        output.bytes[checksum] = UInt8(value >> 8)
        output.bytes[checksum + 1] = UInt8(truncatingIfNeeded: value)
    }

    // MARK: Integers

    @inline(__always)
    private mutating func append(little value: UInt32) { append(big: value.byteSwapped) }

    @inline(__always)
    private mutating func append(big value: UInt32) {
        append(big: UInt16(value >> 16))
        append(big: UInt16(truncatingIfNeeded: value))
    }

    @inline(__always)
    private mutating func append(big value: UInt16) {
        output.bytes.append(UInt8(value >> 8))
        output.bytes.append(UInt8(truncatingIfNeeded: value))
    }
}
