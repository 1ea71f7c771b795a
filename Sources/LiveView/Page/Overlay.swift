/// Text that takes the screen until it is closed.
struct Overlay: Sendable {
    let title: String
    let lines: [StyledLine]
    /// The first line that is shown.
    var top = 0

    init(_ title: String, _ lines: [StyledLine]) {
        self.title = title
        self.lines = lines
    }

    mutating func scroll(by rows: Int, height: Int) {
        top = max(0, min(top + rows, max(lines.count - height, 0)))
    }
}

/// A line that is being typed.
struct Prompt: Sendable {
    enum Purpose: Sendable { case filter, save(ViewedConnection) }

    static let longest = 256

    let purpose: Purpose
    let label: String
    var text: String
}
