import ByteParsing
import HandshakeAnalysis
import TLSWire

/// What TLS over a stream has and the handshake has not: records, ChangeCipherSpec, alerts in halves, and keys that open
/// records.
///
///     RecordDeframer ─ records ─▶ RecordLayer ─ handshake bytes, alerts, data, what stays sealed ─▶ HandshakeReader
struct RecordLayer: RecordConsumer, ~Copyable {
    /// What is under way of one sender.
    ///
    /// Not copyable, and so used where it lies.
    struct Side: ~Copyable {
        /// ChangeCipherSpec was seen.
        var hasChangedCipherSpec = false
        /// The first byte of an alert whose second has not come.
        var alertLevel: UInt8?
        /// The bytes that come next start a record.
        var isAtRecordStart = false
        /// Records of any kind were seen.
        var hasRecords = false
        /// Opens the records, once a secret for them was found.
        var opener: RecordOpener?
        /// Protected records that went by unread before that.
        var unopened = 0
        /// Any number of records went by before the first that is seen here.
        var isLate = false
    }

    var sides = Both<Role, Side> { _ in Side() }
    var handshake: HandshakeReader

    init(_ handshake: consuming HandshakeReader) { self.handshake = handshake }

    /// Goes on with a connection that was reported before, to see a later handshake.
    init(_ shared: SharedState, continuing earlier: ReportedConnection) {
        handshake = HandshakeReader(shared, continuing: earlier)
        sides[.client].hasChangedCipherSpec = handshake.facts.changeCipherSpec.client != nil
        sides[.server].hasChangedCipherSpec = handshake.facts.changeCipherSpec.server != nil
        sides[.client].isLate = true
        sides[.server].isLate = true
        // With the keys of the handshake that is over, as long as its hellos are the last.
        if !handshake.keys.isEmpty, !handshake.facts.isTLS13 {
            for sender in [Role.client, .server] where sides[sender].hasChangedCipherSpec {
                sides[sender].opener = makeOpener(sender)
            }
        }
    }

    /// Whether anything but the looks of the first bytes says that this is TLS.
    var isConfirmed: Bool {
        handshake.hasHello || (sides[.client].hasRecords && sides[.server].hasRecords)
    }

    /// A ClientHello in the form of SSL 2.0, which came without a record around it.
    mutating func receive(_ hello: ClientHello, at packet: PacketReference) {
        sides[.client].hasRecords = true
        handshake.receive(hello, at: packet)
    }

    /// Whether a sender's handshake and alert records hide what they say.
    ///
    /// Not in TLS 1.3: there a ChangeCipherSpec means nothing, and what is encrypted looks like application data.
    ///
    /// Mutating in form only: what borrows the layer gets a copy of a kilobyte (docs/performance-diary.md#what-the-compiler-copies).
    @inline(__always)
    mutating func isEncrypted(_ sender: Role) -> Bool {
        sides[sender].hasChangedCipherSpec && !handshake.facts.isTLS13
            && !handshake.facts.isRetried
            && !(sender == .client && handshake.facts.version == nil && mayTryAgain())
    }

    /// The client's ChangeCipherSpec may stand before its second ClientHello of TLS 1.3, since the capture lacks what the
    /// server said to the first.
    @inline(never)
    private mutating func mayTryAgain() -> Bool {
        guard handshake.facts.clientKeyExchange == nil, handshake.facts.isHandshakeHoled.server else {
            return false
        }
        return handshake.facts.clientHello?.message.offersTLS13 ?? false
    }

    // MARK: RecordConsumer

    /// Most records come whole, and most of a handshake in plaintext; the others take the long way.
    @inline(__always)
    mutating func receiveRecord(
        _ header: RecordHeader,
        _ fragment: Span<UInt8>,
        from sender: Role,
        at packet: PacketReference
    ) {
        sides[sender].hasRecords = true
        if header.contentType == .handshake, !isEncrypted(sender) {
            handshake.receiveHandshake(fragment, atBoundary: true, from: sender, .plaintext, at: packet)
        } else {
            receiveOther(header, fragment, sender, packet)
        }
    }

    @inline(never)
    private mutating func receiveOther(
        _ header: RecordHeader,
        _ fragment: Span<UInt8>,
        _ sender: Role,
        _ packet: PacketReference
    ) {
        prepareToOpen(header, sender, packet)
        if sides[sender].opener == nil, header.contentType != .alert {
            finishRecord(header, isWhole: true, sender, packet)
        } else {
            receiveFragment(fragment, of: header, from: sender, at: packet)
            endRecord(header, isWhole: true, from: sender, at: packet)
        }
    }

    mutating func beginRecord(_ header: RecordHeader, from sender: Role, at packet: PacketReference) {
        sides[sender].hasRecords = true
        sides[sender].isAtRecordStart = true
        prepareToOpen(header, sender, packet)
    }

    mutating func receiveFragment(
        _ bytes: Span<UInt8>,
        of header: RecordHeader,
        from sender: Role,
        at packet: PacketReference
    ) {
        if let opener = sides[sender].opener, opener.isCollecting {
            opener.collect(bytes)
            return
        }
        switch header.contentType {
        case .handshake where !isEncrypted(sender):
            let isStart = sides[sender].isAtRecordStart
            handshake.receiveHandshake(bytes, atBoundary: isStart, from: sender, .plaintext, at: packet)
        case .alert where !isEncrypted(sender) && header.length < Self.shortestSealedAlert:
            readAlerts(bytes, sender, .plaintext, packet)
        default: break
        }
        sides[sender].isAtRecordStart = false
    }

    mutating func endRecord(
        _ header: RecordHeader,
        isWhole: Bool,
        from sender: Role,
        at packet: PacketReference
    ) {
        if let opener = sides[sender].opener, opener.isCollecting,
            open(header, opener, isWhole: isWhole, sender, packet)
        {
            return
        }
        finishRecord(header, isWhole: isWhole, sender, packet)
    }

    mutating func loseSynchronization(from sender: Role, at packet: PacketReference) {
        handshake.receiveLoss(.synchronization, from: sender, at: packet)
    }

    /// Bytes of the stream are missing.
    mutating func receiveGap(_ count: Int, isCut: Bool, from sender: Role, at packet: PacketReference) {
        handshake.receiveGap(count, isCut: isCut, from: sender, at: packet)
        sides[sender].alertLevel = nil
        sides[sender].opener?.noteGap()
    }

    // MARK: Steps

    /// An alert in plaintext has two bytes, and few stacks send several in a record; sealed, it has a tag or a MAC.
    private static let shortestSealedAlert = 16

    /// Takes in what a record says that nobody opened.
    private mutating func finishRecord(
        _ header: RecordHeader,
        isWhole: Bool,
        _ sender: Role,
        _ packet: PacketReference
    ) {
        switch header.contentType {
        case .handshake:
            if isEncrypted(sender) {
                handshake.receiveSealed(.handshake, length: header.length, from: sender, at: packet)
            } else if !isWhole {
                handshake.receiveLoss(.message, from: sender, at: packet)
            }
        case .alert:
            if isEncrypted(sender) || header.length >= Self.shortestSealedAlert {
                handshake.receiveAlert(nil, length: header.length, from: sender, .application, at: packet)
            }
            sides[sender].alertLevel = nil
        case .changeCipherSpec:
            sides[sender].hasChangedCipherSpec = true
            if !handshake.facts.isTLS13 {
                // From here on this sender uses the keys that the hellos made.
                sides[sender].opener = nil
                sides[sender].unopened = 0
                sides[sender].isLate = false
            }
            handshake.receiveChangeCipherSpec(from: sender, at: packet)
        case .applicationData:
            handshake.receiveSealed(.applicationData, length: header.length, from: sender, at: packet)
        default: break
        }
    }

    mutating func readAlerts(
        _ bytes: Span<UInt8>,
        _ sender: Role,
        _ level: ProtectionLevel,
        _ packet: PacketReference
    ) {
        for index in bytes.indices {
            guard let alertLevel = sides[sender].alertLevel else {
                sides[sender].alertLevel = bytes[index]
                continue
            }
            sides[sender].alertLevel = nil
            let alert = Alert(
                level: AlertLevel(rawValue: alertLevel),
                description: AlertDescription(rawValue: bytes[index])
            )
            handshake.receiveAlert(alert, length: 2, from: sender, level, at: packet)
        }
    }
}
