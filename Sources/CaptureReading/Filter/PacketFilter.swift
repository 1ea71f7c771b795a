/// A filter expression in the language of tcpdump, compiled by libpcap for each link type that it meets.
///
/// It runs over the captured bytes. A link type for which it does not compile becomes a problem, once, and its packets
/// are left out and counted. Packets of ``LinkType/null`` are taken to be in this machine's byte order.
public final class PacketFilter {
    public let expression: String
    private var programs: [LinkType: FilterProgram?] = [:]
    /// One for each link type for which the filter does not compile.
    public private(set) var problems: [CaptureError] = []
    /// The packets that were left out because the filter does not compile for their link type.
    public private(set) var inapplicableCount: UInt64 = 0

    /// An expression is good if it compiles for one of these: some terms are for one kind of link only.
    private static let commonLinkTypes: [LinkType] = [
        .ethernet, .linuxSLL, .raw, .ieee80211Radiotap, .pppSerial,
    ]

    /// Compiles the expression, or throws ``CaptureError/Reason/invalidFilter(message:)`` with what libpcap says
    /// about it on Ethernet.
    public init(expression: String) throws(CaptureError) {
        self.expression = expression
        var firstError: FilterError?
        for linkType in Self.commonLinkTypes {
            do throws(FilterError) {
                programs[linkType] = try FilterProgram(expression, linkType: linkType)
                return
            } catch {
                firstError = firstError ?? error
            }
        }
        throw CaptureError(.invalidFilter(message: firstError?.message ?? ""))
    }

    /// Whether the filter wants a packet.
    public func accepts(_ packet: borrowing Span<UInt8>, originalLength: Int, linkType: LinkType) -> Bool {
        program(for: linkType)?.accepts(packet, originalLength: originalLength) ?? false
    }

    /// Takes the packets out of a batch that the filter does not want.
    func apply(to batch: inout PacketBatch) {
        guard batch.count > 0 else { return }
        var linkType = batch[0].linkType
        var program = program(for: linkType)
        batch.keep { frame, packet in
            if frame.linkType != linkType {
                linkType = frame.linkType
                program = self.program(for: linkType)
            }
            guard let program else {
                inapplicableCount += 1
                return false
            }
            return program.accepts(packet, originalLength: frame.originalLength)
        }
    }

    private func program(for linkType: LinkType) -> FilterProgram? {
        if let known = programs[linkType] { return known }
        do throws(FilterError) {
            let program = try FilterProgram(expression, linkType: linkType)
            programs[linkType] = program
            return program
        } catch {
            programs[linkType] = .some(nil)
            problems.append(CaptureError(.filterNotApplicable(linkType, message: error.message)))
            return nil
        }
    }
}
