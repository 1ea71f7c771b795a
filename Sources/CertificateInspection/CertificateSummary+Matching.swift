internal import ByteParsing

// Comparisons where the names lie, without making anything of them.
extension CertificateSummary {
    /// Whether the issuer is named by exactly these bytes of a DER name.
    public func isIssued(by name: [UInt8]) -> Bool {
        if let told {
            told.values.issuerName == name
        } else {
            holds(name, at: layout.issuer)
        }
    }

    /// Whether the subject is named by exactly these bytes of a DER name.
    public func isNamed(_ name: [UInt8]) -> Bool {
        if let told {
            told.values.subjectName == name
        } else {
            holds(name, at: layout.subject)
        }
    }

    /// Whether this one's issuer is the other one's subject, by the bytes of their names.
    public func isIssued(byNameOf other: CertificateSummary) -> Bool {
        guard told == nil, other.told == nil else {
            guard let name = other.subjectName else { return false }
            return isIssued(by: name)
        }
        guard let subject = other.layout.subject, let issuer = layout.issuer, subject.count == issuer.count
        else {
            return false
        }
        let (der, aboveDER) = (self.der, other.der)
        let bytes = aboveDER.span.extracting(Int(subject.start)..<Int(subject.end))
        return der.span.extracting(Int(issuer.start)..<Int(issuer.end)).hasSameBytes(as: bytes)
    }

    private func holds(_ name: [UInt8], at range: DERRange?) -> Bool {
        guard let range, range.count == name.count else { return false }
        let der = self.der
        return der.span.extracting(Int(range.start)..<Int(range.end)).hasSameBytes(as: name.span)
    }

    /// Whether one of the subject alternative names is that host, or a wildcard for it (RFC 9525, section 6); the
    /// subject's common name does not count.
    ///
    /// Upper and lower case are the same, and so are names with and without a dot at the end.
    public func isFor(host: String) -> Bool {
        let wanted = HostPattern.withoutFinalDot(host.utf8Span.span)
        if HostPattern.looksLikeAddress(wanted) {
            return subjectAlternativeNames.contains("IP:" + host.lowercased())
        }
        if let told {
            return told.values.subjectAlternativeNames.contains { name in
                let pattern = String(name.dropFirst(4))
                return name.hasPrefix("DNS:") && HostPattern.matches(pattern.utf8Span.span, wanted)
            }
        }
        guard let list = layout.extensions.subjectAlternativeNames else { return false }
        let der = self.der
        var reader = DERReader(der.span)
        var names = list.cursor
        while let name = reader.next(&names) {
            // dNSName [2] IA5String                                              RFC 5280, section 4.2.1.6
            guard name.identifier == 0x82 else { continue }
            let pattern = reader.bytes.extracting(name.contentStart..<name.contentEnd)
            if HostPattern.matches(pattern, wanted) { return true }
        }
        return false
    }
}

/// How a host name is compared with a name of a certificate (RFC 9525, section 6.3).
enum HostPattern {
    /// A wildcard stands for exactly one label, the first, and only by itself.
    static func matches(_ pattern: Span<UInt8>, _ host: Span<UInt8>) -> Bool {
        let pattern = withoutFinalDot(pattern)
        if pattern.hasSameBytes(as: host) { return true }
        if isSame(pattern, host, from: 0) { return true }
        guard pattern.count > 2, pattern[0] == UInt8(ascii: "*"), pattern[1] == UInt8(ascii: ".") else {
            return false
        }
        var dot = 0
        while dot < host.count, host[dot] != UInt8(ascii: ".") { dot += 1 }
        guard dot > 0, dot < host.count else { return false }
        return isSame(pattern.extracting(1..<pattern.count), host, from: dot)
    }

    /// Only an address ends in a number, or holds a colon.
    static func looksLikeAddress(_ host: Span<UInt8>) -> Bool {
        guard host.count > 0 else { return false }
        for index in host.indices where host[index] == UInt8(ascii: ":") { return true }
        return host[host.count - 1].isDigit
            && !hasLetter(host)
    }

    @_lifetime(copy name)
    static func withoutFinalDot(_ name: Span<UInt8>) -> Span<UInt8> {
        name.count > 1 && name[name.count - 1] == UInt8(ascii: ".")
            ? name.extracting(0..<(name.count - 1)) : name
    }

    private static func hasLetter(_ host: Span<UInt8>) -> Bool {
        for index in host.indices where host[index] >= UInt8(ascii: "A") { return true }
        return false
    }

    /// Whether a name is the rest of another from a place on, whatever the case of ASCII letters.
    private static func isSame(_ one: Span<UInt8>, _ other: Span<UInt8>, from start: Int) -> Bool {
        guard one.count == other.count - start else { return false }
        for index in one.indices where lowercased(one[index]) != lowercased(other[start + index]) {
            return false
        }
        return true
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
