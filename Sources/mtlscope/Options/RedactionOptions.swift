import ArgumentParser
import OutputWriting
import Redacting
import Reporting

/// What is taken out of what is written.
struct RedactionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Replace something in what is written: 'ip=prefix:KEYFILE' or 'ip=/24,/48' for addresses, \
            'subject=hmac:KEYFILE' for the names in certificates, 'name=hmac:KEYFILE' for server names; repeatable. A key \
            file holds 32 bytes or 64 hexadecimal digits.
            """,
            valueName: "what=how"
        ),
        completion: .list(Completions.redactions),
        transform: RedactionRule.init(text:)
    )
    var redact: [RedactionRule] = []

    func validate() throws {
        let kinds = redact.map(\.kind)
        guard Set(kinds).count == kinds.count else {
            throw ValidationError("'--redact' names the same twice.")
        }
    }

    var hidesNames: Bool { redact.contains { $0.kind != .ip } }

    /// What is read of messages and certificates would hold the names.
    func check(_ options: ReportOptions) throws {
        if !redact.isEmpty, options.exportCerts != nil {
            throw ValidationError("'--export-certs' writes whole certificates: it goes with no '--redact'.")
        }
    }

    /// What a capture says of itself.
    static func remarks(on redaction: Redaction) -> [String] {
        guard !redaction.isNothing else { return [] }
        let addresses = redaction.addresses == nil ? "addresses were not redacted" : "addresses were redacted"
        return [
            "\(addresses); what TLS and other payloads say, names and certificates too, is as it was captured"
        ]
    }

    var keyFiles: [String] { redact.compactMap(\.keyFile) }

    /// Reads the keys.
    ///
    /// - Throws: The status with which the command ends, once it was said why.
    func redaction() throws -> Redaction {
        var redaction = Redaction()
        for rule in redact {
            switch rule.method {
            case .bits(let ipv4, let ipv6):
                redaction.addresses = AddressRedaction(.keepingBits(ipv4: ipv4, ipv6: ipv6))
            case .key(let path):
                let key = try Self.key(path)
                switch rule.kind {
                case .ip: redaction.addresses = AddressRedaction(.keepingPrefixes(key: key))
                case .subject: redaction.subjects = NameRedaction(key: key)
                case .name: redaction.names = NameRedaction(key: key)
                }
            }
        }
        return redaction
    }

    private static func key(_ path: String) throws -> [UInt8] {
        do throws(Descriptor.Failure) {
            // One byte more than can be right.
            let bytes = try Descriptor.beginning(of: path, count: 67)
            if let key = RedactionKey(bytes) { return key.bytes }
        } catch {
            Console.say(Diagnostics.cannotRead(path, error.text))
            throw error.isMissing
                ? ExitStatus.noInput : error.isPermission ? ExitStatus.notPermitted : ExitStatus.inputOutput
        }
        Console.say(Diagnostics.noRedactionKey(path))
        throw ExitStatus.notACapture
    }
}

/// `ip=prefix:KEYFILE`, `ip=/24,/48`, `subject=hmac:KEYFILE`, `name=hmac:KEYFILE`.
struct RedactionRule: Hashable {
    enum Kind: String, Hashable { case ip, subject, name }

    enum Method: Hashable {
        case key(String)
        case bits(ipv4: Int, ipv6: Int)
    }

    let kind: Kind
    let method: Method

    /// - Throws: What is wrong with the text.
    init(text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])) else {
            throw ValidationError("'--redact' takes ip=…, subject=… or name=…, not '\(text)'.")
        }
        let how = parts[1]
        let word = kind == .ip ? "prefix:" : "hmac:"
        if how.hasPrefix(word), how.count > word.count {
            method = .key(String(how.dropFirst(word.count)))
        } else if kind == .ip, let bits = Self.bits(how) {
            method = bits
        } else {
            let forms = kind == .ip ? "prefix:KEYFILE or bits such as /24,/48" : "hmac:KEYFILE"
            throw ValidationError("'--redact \(kind.rawValue)=' takes \(forms), not '\(how)'.")
        }
        self.kind = kind
    }

    /// How many bits stay: `/24,/48`.
    private static func bits(_ text: Substring) -> Method? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.hasPrefix("/") }), let ipv4 = Int(parts[0].dropFirst()),
            let ipv6 = Int(parts[1].dropFirst()), (0...32).contains(ipv4), (0...128).contains(ipv6)
        else { return nil }
        return .bits(ipv4: ipv4, ipv6: ipv6)
    }

    var keyFile: String? {
        if case .key(let path) = method { path } else { nil }
    }
}
