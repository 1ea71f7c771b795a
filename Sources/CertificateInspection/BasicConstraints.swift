/// Whether a certificate may issue others (RFC 5280, section 4.2.1.9).
public struct BasicConstraints: Hashable, Sendable {
    public let isCA: Bool
    /// How many intermediates may follow; `nil` for any number.
    public let pathLength: Int?

    public init(isCA: Bool, pathLength: Int? = nil) {
        self.isCA = isCA
        self.pathLength = pathLength
    }
}
