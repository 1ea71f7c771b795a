import ByteParsing

/// What an end says of itself in the extension `quic_transport_parameters`, as far as anything here uses it
/// (RFC 9000, section 18.2; RFC 9368; RFC 9287).
public struct QUICTransportParameters: Hashable, Sendable {
    /// Milliseconds; `nil` or 0 for no limit.
    public private(set) var maximumIdleTimeout: UInt64?
    public private(set) var disablesActiveMigration = false
    /// The version that is used, and those that the sender could as well speak (RFC 9368, section 3).
    public private(set) var chosenVersion: QUICVersion?
    public private(set) var availableVersions: [QUICVersion] = []
    /// grease_quic_bit: the other end may clear the fixed bit (RFC 9287, section 3).
    public private(set) var greasesFixedBit = false
    /// Of a server.
    public private(set) var originalDestination: [UInt8]?
    public private(set) var retrySource: [UInt8]?

    /// Versions that are kept of a list.
    static let maximumVersions = 32

    // Transport Parameter { Transport Parameter ID (i), Transport Parameter Length (i), Transport Parameter Value (..) }
    //                                                               RFC 9000, section 18
    /// Reads what an extension holds, up to the first parameter that is cut off.
    public init(_ body: Span<UInt8>) {
        var position = 0
        while let id = QUICInteger.read(body, &position), let length = QUICInteger.read(body, &position),
            length <= body.count - position
        {
            let value = body.extracting(position..<position + Int(length))
            position += Int(length)
            var start = 0
            switch id {
            case 0x00: originalDestination = [UInt8](copying: value)
            case 0x01: maximumIdleTimeout = QUICInteger.read(value, &start)
            case 0x0C: disablesActiveMigration = true
            case 0x10: retrySource = [UInt8](copying: value)
            // The number of RFC 9368, and that of its drafts.
            case 0x11, 0xFF_73DB: readVersions(value)
            case 0x2AB2: greasesFixedBit = true
            default: break
            }
        }
    }

    private mutating func readVersions(_ value: Span<UInt8>) {
        guard value.count >= 4, value.count.isMultiple(of: 4) else { return }
        chosenVersion = QUICVersion(rawValue: value.bigEndianUInt32(at: 0))
        let end = min(value.count, 4 + 4 * Self.maximumVersions)
        availableVersions = []
        availableVersions.reserveCapacity((end - 4) / 4)
        var place = 4
        while place < end {
            availableVersions.append(QUICVersion(rawValue: value.bigEndianUInt32(at: place)))
            place += 4
        }
    }
}

extension ClientHello {
    /// quic_transport_parameters, with the number that it has or, in drafts, had; `nil` when absent.
    public var quicTransportParameters: QUICTransportParameters? {
        for type in [ExtensionType.quicTransportParameters, ExtensionType(rawValue: 0xFFA5)] {
            if deferred.contains(type) { return QUICTransportParameters(deferred.bytes(of: type)) }
        }
        return nil
    }
}
