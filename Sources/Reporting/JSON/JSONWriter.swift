internal import CertificateInspection
internal import HandshakeAnalysis

/// Writes JSON into a byte buffer, on one line or, in the end, indented by two spaces.
///
/// It costs a microsecond a record, a tenth of what an encoder of model types does. The caller keeps the grammar: a
/// key before each value of an object, none before the elements of an array.
///
/// Every value is followed by a comma, which the end of what it is in takes back: so a value need not know what stands
/// before it. What stands side by side in every record is one literal.
public struct JSONWriter: ~Copyable {
    var buffer = ByteBuffer(capacity: 16_384)
    /// How deep the first line is indented; `nil` for everything on one line.
    let depth: Int?
    /// Where the outermost value begins.
    var start = 0
    /// What of it is laid out already.
    var laidOut: [Range<Int>] = []
    var scratch = ByteBuffer(capacity: 0)

    /// Values that come again and again, such as the certificates of a service mesh.
    private var fragments = FragmentCache()
    /// How the sentences begin that name a client's certificate.
    var presentations = FragmentCache()
    var lastRequest: RequestedCertificates?
    /// How that was written.
    var lastRequestFields: [UInt8] = []
    var lastIssuer: IssuerName?
    var lastKeyUsage: (usage: KeyUsage, bytes: [UInt8])?
    var lastTLS: TLSFacts?
    /// How those were written.
    var lastTLSFields: [UInt8] = []
    var lastCarriage: Carriage?
    /// How that was written, if it came more than once; empty before.
    var lastCarriageFields: [UInt8] = []
    /// How the words of each ``CommonCause`` were written; empty before.
    var commonCauses = [[UInt8]](repeating: [], count: CommonCause.allCases.count)
    var clock = DateTime.Clock()
    /// The ids of connections are not known yet.
    var leavesOutID = false
    /// Where the number of the last one belongs.
    var idGap = 0
    /// What a watch adds to each record.
    var identity: RecordIdentity?

    /// - Parameters:
    ///   - isPretty: One value a line; otherwise everything on one.
    ///   - depth: How deep the first line is indented in the document that the bytes become part of.
    public init(isPretty: Bool = false, depth: Int = 0) {
        self.depth = isPretty ? depth : nil
    }

    /// What was written since the last ``take()``.
    public var bytes: [UInt8] {
        let end = buffer.last == UInt8(ascii: ",") ? buffer.count - 1 : buffer.count
        guard let depth else { return buffer.copy(0..<end) }
        var output = ByteBuffer(capacity: 2 * end)
        output.append(buffer, 0..<start)
        var indentation = Indentation(depth: depth)
        indentation.append(buffer, start..<max(start, end), except: laidOut, to: &output)
        return output.copy()
    }

    // MARK: Structure

    @inline(__always)
    public mutating func key(_ name: StaticString) { buffer.append(key: name) }

    /// Writes a key that needs no escape.
    @_disfavoredOverload
    public mutating func key(_ name: String) {
        buffer.append(UInt8(ascii: "\""))
        buffer.append(name)
        buffer.append("\":" as StaticString)
    }

    @inline(__always)
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        buffer.append("{" as StaticString)
        body(&self)
        close(UInt8(ascii: "}"))
    }

    @inline(__always)
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        buffer.append("[" as StaticString)
        body(&self)
        close(UInt8(ascii: "]"))
    }

    @inline(__always)
    public mutating func field(_ name: StaticString, object body: (inout JSONWriter) -> Void) {
        buffer.append(key: name, "{")
        body(&self)
        close(UInt8(ascii: "}"))
    }

    @inline(__always)
    mutating func arrayField(_ name: StaticString, _ body: (inout JSONWriter) -> Void) {
        buffer.append(key: name, "[")
        body(&self)
        close(UInt8(ascii: "]"))
    }

    @inline(__always)
    mutating func close(_ bracket: UInt8) {
        // Without a comma to take back, nothing is in it.
        if buffer.last == UInt8(ascii: ",") {
            buffer.replaceLast(by: bracket)
        } else {
            buffer.append(bracket)
        }
        endValue()
    }

    /// Closes what something is in, known to be so; what follows the bracket is given as well.
    @inline(__always)
    mutating func close(_ brackets: StaticString) { buffer.replaceLast(by: brackets) }

    @inline(__always)
    mutating func endValue() { buffer.append("," as StaticString) }

    // MARK: Values

    @inline(__always)
    public mutating func null() { value(raw: "null,") }

    @inline(__always)
    public mutating func value(_ flag: Bool) {
        if flag { value(raw: "true,") } else { value(raw: "false,") }
    }

    /// Writes what needs nothing around it; the comma is part of it.
    @inline(__always)
    private mutating func value(raw literal: StaticString) { buffer.append(literal) }

    /// Writes a key and a value that needs nothing around it; the comma is part of it.
    @inline(__always)
    mutating func field(_ name: StaticString, raw literal: StaticString) {
        buffer.append(key: name, literal)
    }

    @inline(__always)
    public mutating func value(_ number: some FixedWidthInteger) {
        if number < 0 { buffer.append(UInt8(ascii: "-")) }
        buffer.append(decimal: UInt64(truncatingIfNeeded: number.magnitude))
        endValue()
    }

    @inline(__always)
    public mutating func field(_ name: StaticString, _ number: some FixedWidthInteger) {
        if number < 0 {
            key(name)
            value(number)
        } else {
            buffer.append(key: name, decimal: UInt64(truncatingIfNeeded: number))
        }
    }

    /// Writes a string; control characters are escaped, and U+2028 and U+2029, which scripts take for line ends.
    public mutating func value(_ text: String) {
        escaped { $0.append(text) }
    }

    /// Writes a string of our own, known to need no escape: a name of a registry, a word of the contract.
    @inline(__always)
    mutating func value(token text: String) {
        buffer.append(quoted: text)
    }

    @inline(__always)
    mutating func value(_ literal: StaticString) {
        unescaped { $0.append(literal) }
    }

    /// Writes bytes as a string of lower-case hexadecimal.
    public mutating func hexadecimal(_ value: [UInt8]) {
        unescaped { $0.append(hexadecimal: value) }
    }

    /// Writes a string that needs no escape and is known to be ASCII, such as a time.
    @inline(__always)
    mutating func unescaped(_ write: (inout ByteBuffer) -> Void) {
        beginQuote()
        write(&buffer)
        endQuote()
    }

    @inline(__always)
    mutating func beginQuote() {
        buffer.append(UInt8(ascii: "\""))
    }

    @inline(__always)
    mutating func endQuote() { buffer.append("\"," as StaticString) }

    /// Writes a string that is escaped where it has to be.
    @inline(__always)
    mutating func escaped(_ write: (inout ByteBuffer) -> Void) {
        beginQuote()
        let start = buffer.count
        write(&buffer)
        escape(from: start)
        endQuote()
    }

    // MARK: Fragments

    /// Writes a value that was written before from what is remembered, or writes it and remembers it.
    ///
    /// The owner is what the value follows from, entirely; it is kept, so that nothing else gets its identity.
    mutating func remembered(for owner: AnyObject, _ body: (inout JSONWriter) -> Void) {
        if !appendRemembered(ObjectIdentifier(owner)) { remember(for: owner, body) }
    }

    /// Writes a value, or keys with values, from what is remembered, if it is; counts no reference.
    @inline(__always)
    mutating func appendRemembered(_ owner: ObjectIdentifier) -> Bool {
        let beginning = buffer.count
        guard fragments.append(for: owner, to: &buffer) else { return false }
        if depth != nil { laidOut.append(beginning..<buffer.count) }
        endValue()
        return true
    }

    /// Writes the same, and remembers it.
    mutating func remember(for owner: AnyObject, _ body: (inout JSONWriter) -> Void) {
        let beginning = buffer.count
        body(&self)
        // What ends the value may take the comma back.
        let end = buffer.count - 1
        guard fragments.note(owner, buffer, beginning..<end) else { return }
        guard let depth else { return fragments.keep(buffer, beginning..<end, for: owner) }
        var indentation = Indentation(depth: depth)
        indentation.append(buffer, start..<beginning, except: laidOut, to: &scratch)
        scratch.removeAll()
        indentation.append(buffer, beginning..<end, except: laidOut, to: &scratch)
        fragments.keep(scratch, 0..<scratch.count, for: owner)
        scratch.removeAll()
    }

    /// Appends keys with values that were written before; at least one.
    mutating func append(fields: [UInt8]) { buffer.append(copying: fields.span) }
}
