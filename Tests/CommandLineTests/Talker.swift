import Foundation

/// A program that runs beside the test, and whose lines the test waits for.
final class Talker {
    /// The lines of one of its outputs, read as they come.
    final class Lines {
        struct End: Error { let said: String }

        private let handle: FileHandle
        private var buffer: [UInt8] = []
        private var said = ""

        init(_ handle: FileHandle) { self.handle = handle }

        /// Waits for a line; at the end of the output, tells what was said instead.
        func line(where matches: (String) -> Bool) throws -> String {
            while true {
                while let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = String(decoding: buffer[..<end], as: UTF8.self)
                    buffer.removeSubrange(...end)
                    said += line + "\n"
                    if matches(line) { return line }
                }
                let data = handle.availableData
                guard !data.isEmpty else { throw End(said: said) }
                buffer += data
            }
        }
    }

    let output: Lines
    let errors: Lines
    private let process = Process()
    private let input = Pipe()

    init(_ path: String, _ arguments: [String]) throws {
        let outputPipe = Pipe()
        let errorPipe = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = outputPipe
        process.standardError = errorPipe
        try process.run()
        // Ours must go, or the end of the output would never come.
        try outputPipe.fileHandleForWriting.close()
        try errorPipe.fileHandleForWriting.close()
        output = Lines(outputPipe.fileHandleForReading)
        errors = Lines(errorPipe.fileHandleForReading)
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    func waitForStatus() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    func end() {
        // What starts from a test's thread may have every other signal blocked.
        if process.isRunning { send(SIGKILL) }
        process.waitUntilExit()
    }
}
