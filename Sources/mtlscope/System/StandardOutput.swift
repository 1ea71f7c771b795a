import ArgumentParser
import OutputWriting
import Reporting

/// Standard output for what is no report.
enum StandardOutput {
    /// Writes it all, or ends the command with the status that the failure deserves; a closed pipe is a success.
    static func write(_ text: String) throws {
        do throws(Descriptor.Failure) {
            try Descriptor.standardOutput.write(text)
        } catch {
            if error.isClosedPipe { throw ExitCode.success }
            Console.say(Diagnostics.cannotWrite("standard output", error.text))
            throw ExitStatus.inputOutput
        }
    }
}
