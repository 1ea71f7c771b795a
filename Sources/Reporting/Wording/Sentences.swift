internal import ByteParsing
internal import HandshakeAnalysis
internal import TLSWire

/// Every sentence that a person reads about a connection.
///
/// Sentences begin in lower case and end without a full stop, since reports put them after a colon or in a list. They
/// may hold text from the wire as it is: whoever prints them to a terminal escapes it (``TerminalText``).
struct Sentences {
    /// The input whose frames need no further word, which is the one that the connection began in.
    let homeInput: UInt32
    /// The inputs' names; where they are not known, a number says which it is, counted from 0 as in JSON.
    let inputNames: [String]

    /// What frames of the connection's first input are of, where the reader looks at another file.
    private let home: String?

    init(about report: ConnectionReport, inputNames: [String] = [], home: String? = nil) {
        homeInput = report.first.input
        self.inputNames = inputNames
        self.home = home
    }

    /// `frame 14`, and of which input if that is not the connection's first.
    func frame(_ packet: PacketReference) -> FrameName {
        if packet.input == homeInput { return FrameName(number: packet.frame, place: home) }
        return FrameName(number: packet.frame, place: place(of: packet.input))
    }

    /// What an input is called.
    func place(of input: UInt32) -> String {
        let index = Int(input)
        return inputNames.indices.contains(index) ? inputNames[index] : "input \(index)"
    }

    /// `unknown_ca (48), frame 14`, as far as it is known.
    func alert(_ fact: AlertFact) -> String {
        guard let alert = fact.alert else { return "encrypted alert, \(frame(fact.packet))" }
        let level = alert.level == .warning ? " warning" : ""
        return "\(Wording.alertName(alert.description))\(level), \(frame(fact.packet))"
    }
}
