import CNcurses
import SystemLibrary

/// A terminal's whole screen, by ncurses, which is loaded when one is made; used by one thread, and one at a time in a process.
///
/// Unsafe, because ncurses is C: its SCREEN is freed once, and texts are lent for one call with their true length.
@safe
public final class Screen {
    public enum Failure: Error, Hashable {
        /// Neither standard input nor the process has a terminal.
        case noTerminal
        /// ncurses cannot be loaded; what the loader says.
        case noLibrary(String)
        /// TERM names none that is known, or one that cannot place text.
        case unknownTerminal(String)
    }

    private let screen: OpaquePointer
    private let input: Int32
    private let output: Int32
    public let hasColors: Bool
    private var size: ScreenSize
    private var isOpen = true

    /// Takes over the terminal that standard output is; keys come from standard input or, where that is something else, from
    /// the process's terminal.
    public init(usesColor: Bool) throws(Failure) {
        output = STDOUT_FILENO
        guard isatty(output) == 1 else { throw .noTerminal }
        if let missing = unsafe cncurses_load() { throw .noLibrary(unsafe String(cString: missing)) }
        if isatty(STDIN_FILENO) == 1 {
            input = STDIN_FILENO
        } else {
            input = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
            guard input >= 0 else { throw .noTerminal }
        }
        TerminalGuard.remember(input)
        // Its own descriptors, so that closing the streams closes none of the process's.
        guard let from = unsafe fdopen(dup(input), "r"), let to = unsafe fdopen(dup(output), "w"),
            let screen = unsafe cncurses_begin(to, from)
        else { throw .unknownTerminal(Self.terminalName) }
        unsafe self.screen = screen
        hasColors = usesColor && cncurses_begin_colors() != 0
        size = Self.size(of: output)
        cncurses_resize(Int32(size.rows), Int32(size.columns))
        TerminalGuard.arm(farewell: Self.farewell)
    }

    private static var terminalName: String {
        guard let name = unsafe getenv("TERM") else { return "" }
        return unsafe String(cString: name)
    }

    /// What leaves the screen: the keypad, colours and the cursor as they were, and the screen that was there before.
    private static var farewell: [UInt8] {
        ["rmkx", "sgr0", "op", "cnorm", "rmcup"].flatMap { name -> [UInt8] in
            guard let text = unsafe cncurses_capability(name) else { return [] }
            return withoutDelays(unsafe Array(String(cString: text).utf8))
        }
    }

    /// `$<5>` asks for padding, which is for `tputs` to make.
    private static func withoutDelays(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index...].starts(with: [UInt8(ascii: "$"), UInt8(ascii: "<")]),
                let end = bytes[index...].firstIndex(of: UInt8(ascii: ">"))
            {
                index = end + 1
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// Puts the terminal back as it was when a signal handler cannot wait for ``close()``.
    public static func restoreFromSignal() { TerminalGuard.restore() }

    /// Leaves the screen, and puts the terminal back as it was.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        unsafe cncurses_end(screen)
        TerminalGuard.disarm()
    }

    deinit { close() }

    // MARK: Size

    private static func size(of descriptor: Int32) -> ScreenSize {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else {
            return ScreenSize(rows: 24, columns: 80)
        }
        return ScreenSize(rows: Int(size.ws_row), columns: Int(size.ws_col))
    }

    /// How large the terminal is now; if that has changed, the screen is drawn anew.
    public func currentSize() -> ScreenSize {
        let now = Self.size(of: output)
        if now != size {
            size = now
            cncurses_resize(Int32(now.rows), Int32(now.columns))
        }
        return now
    }

    // MARK: Drawing

    /// Shows these lines from the top, of which only what differs is sent; what a line does not fill is empty.
    public func draw(_ lines: [[ScreenRun]]) {
        for row in 0..<size.rows {
            cncurses_clear_line(Int32(row))
            guard row < lines.count else { continue }
            for run in lines[row] where run.column < size.columns {
                cncurses_style(flags(of: run.style), hasColors ? Int32(run.style.color.rawValue) : 0)
                let text = run.text
                unsafe text.withCString {
                    unsafe cncurses_put(Int32(row), Int32(run.column), $0, Int32(text.utf8.count))
                }
            }
        }
        cncurses_flush()
    }

    private func flags(of style: CellStyle) -> Int32 {
        (style.isBold ? Int32(CNCURSES_BOLD) : 0) | (style.isDim ? Int32(CNCURSES_DIM) : 0)
            | (style.isReversed ? Int32(CNCURSES_REVERSED) : 0)
    }

    // MARK: Keys

    /// Waits for keys, at most so long.
    public func input(within milliseconds: Int32) -> ScreenInput {
        var request = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        let ready = unsafe poll(&request, 1, milliseconds)
        if ready > 0, request.revents & Int16(POLLIN) == 0 { return .hangup }
        guard ready > 0 else { return .keys([]) }
        var keys: [Key] = []
        var value: UInt32 = 0
        var kind = unsafe cncurses_key(&value)
        // A terminal that is gone is always ready, and never has anything.
        if kind == 0, isGone { return .hangup }
        while kind != 0, keys.count < Self.mostKeys {
            if let key = kind == 2 ? Self.function(Int32(value)) : Self.character(value) { keys.append(key) }
            kind = unsafe cncurses_key(&value)
        }
        return .keys(keys)
    }

    /// Keys that are taken at a time.
    private static let mostKeys = 256

    private var isGone: Bool {
        var modes = termios()
        return unsafe tcgetattr(input, &modes) != 0
    }

    private static func function(_ code: Int32) -> Key? {
        switch code {
        case KEY_UP: .up
        case KEY_DOWN: .down
        case KEY_LEFT: .left
        case KEY_RIGHT: .right
        case KEY_PPAGE: .pageUp
        case KEY_NPAGE: .pageDown
        case KEY_HOME: .home
        case KEY_END: .end
        case KEY_ENTER: .enter
        case KEY_BACKSPACE, KEY_DC: .backspace
        case KEY_BTAB: .backTab
        default: nil
        }
    }

    private static func character(_ value: UInt32) -> Key? {
        switch value {
        case 0x0A, 0x0D: .enter
        case 0x1B: .escape
        case 0x09: .tab
        case 0x08, 0x7F: .backspace
        case ..<0x20: nil
        default: Unicode.Scalar(value).map { .character(Character($0)) }
        }
    }
}
