/// Makes what a server said fit to be kept.
enum RefusalText {
    /// The text with control and formatting characters removed and blanks joined; `nil` if nothing is left.
    ///
    /// What is not UTF-8 becomes U+FFFD. A character counts as one Unicode scalar, so that the bound holds in bytes too.
    static func printable(_ bytes: [UInt8]) -> String? {
        var result = String.UnicodeScalarView()
        var count = 0
        var isBlankPending = false
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if scalar.properties.isWhitespace {
                isBlankPending = count > 0
                continue
            }
            guard isPrintable(scalar) else { continue }
            let needed = isBlankPending ? 2 : 1
            guard count + needed <= ApplicationRefusal.maximumTextLength else { break }
            if isBlankPending { result.append(" ") }
            result.append(scalar)
            count += needed
            isBlankPending = false
        }
        return count == 0 ? nil : String(result)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
