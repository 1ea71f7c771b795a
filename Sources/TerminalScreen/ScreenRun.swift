/// How text on a screen looks.
public struct CellStyle: Hashable, Sendable {
    /// Colours that every terminal has, by the numbers of ECMA-48.
    public enum Color: Int, CaseIterable, Hashable, Sendable {
        case none, red, green, yellow, blue, magenta, cyan
    }

    public var color = Color.none
    public var isBold = false
    public var isDim = false
    public var isReversed = false

    public init() {}

    public static let plain = CellStyle()
    public static let bold = CellStyle { $0.isBold = true }
    public static let dim = CellStyle { $0.isDim = true }
    public static let reversed = CellStyle { $0.isReversed = true }
    public static let red = CellStyle { $0.color = .red }
    public static let green = CellStyle { $0.color = .green }
    public static let yellow = CellStyle { $0.color = .yellow }
    public static let alarm = CellStyle {
        $0.color = .red
        $0.isBold = true
    }

    public init(_ change: (inout CellStyle) -> Void) { change(&self) }

    public var dimmed: CellStyle {
        var style = self
        style.isDim = true
        return style
    }

    public var reversed: CellStyle {
        var style = self
        style.isReversed = true
        return style
    }
}

/// A piece of a line: where it begins, in cells from 0, and text without controls.
public struct ScreenRun: Hashable, Sendable {
    public var column: Int
    public var text: String
    public var style: CellStyle

    public init(column: Int, text: String, style: CellStyle = .plain) {
        self.column = column
        self.text = text
        self.style = style
    }
}

/// In cells.
public struct ScreenSize: Hashable, Sendable {
    public var rows: Int
    public var columns: Int

    public init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }
}
