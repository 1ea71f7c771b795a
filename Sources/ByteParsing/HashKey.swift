/// What a hash is keyed with: secret and independent words, drawn when the program starts.
///
/// Nothing that is reported depends on it.
public struct HashKey: Hashable, Sendable {
    public let first: UInt64
    public let second: UInt64
    public let third: UInt64

    /// A key that nobody can know.
    public static func random() -> HashKey { HashKey(.random(in: .min ... .max), .random(in: .min ... .max)) }

    /// The key that a number stands for, the same in every run.
    public init(_ number: UInt64) { self.init(number, number) }

    /// Spread by SplitMix64, so that no word is one by which a multiplication says little.
    private init(_ one: UInt64, _ other: UInt64) {
        first = Self.spread(one &+ 0x9E37_79B9_7F4A_7C15)
        second = Self.spread(other &+ 0x3C6E_F372_FE94_F82A) | 1
        third = Self.spread(one ^ (other << 32 | other >> 32) &+ 0xDAA6_6D2C_7DDF_743F) | 1
    }

    private static func spread(_ number: UInt64) -> UInt64 {
        var mixed = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
