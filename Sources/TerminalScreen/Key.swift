/// What somebody typed.
public enum Key: Hashable, Sendable {
    case character(Character)
    case up, down, left, right
    case pageUp, pageDown, home, end
    case enter, escape, tab, backTab, backspace
}

/// What came of waiting for keys.
public enum ScreenInput: Hashable, Sendable {
    /// Perhaps none.
    case keys([Key])
    /// The terminal is gone.
    case hangup
}
