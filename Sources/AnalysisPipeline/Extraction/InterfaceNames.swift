import ByteParsing
import CaptureReading

/// What captures call the interfaces that saw their packets.
struct InterfaceNames {
    private struct Interface: Hashable {
        let input: UInt32
        let number: UInt32

        init(of header: FrameHeader) {
            input = header.reference.input
            number = header.interface
        }
    }

    /// Names that are kept.
    private static let most = 4096

    private var names: [Interface: String] = [:]

    /// Keeps the name that the capture has for the interface of a packet.
    mutating func note(_ header: FrameHeader, _ name: @autoclosure () -> String?) {
        let interface = Interface(of: header)
        guard names[interface] == nil, names.count < Self.most else { return }
        names[interface] = name()
    }

    func name(of header: FrameHeader) -> String? { names[Interface(of: header)] }
}
