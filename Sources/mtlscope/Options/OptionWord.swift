import ArgumentParser

/// An option's value that is one of a few words.
protocol OptionWord: ExpressibleByArgument, CaseIterable, RawRepresentable where RawValue == String {}

// What ArgumentParser gives on its own is the same, found by key paths: for each type that costs a start one to three
// searches of all conformances of the program, 400,000 instructions each.
extension OptionWord {
    public static var allValueStrings: [String] { allCases.map { $0.rawValue } }
    public static var allValueDescriptions: [String: String] { [:] }
}
