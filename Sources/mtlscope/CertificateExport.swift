import ArgumentParser
import HandshakeAnalysis
import OutputWriting
import Reporting

/// Puts the certificates of connections into a folder as they are reported, each once.
struct CertificateExport {
    /// After so many files it stops, and says so: a hostile client can show a new certificate each time.
    static let largestCount = 100_000

    private let path: String
    private let folder: Folder
    private var names: Set<String> = []
    private var isFull = false

    /// `nil` when nobody asks for it; a folder that cannot be used ends the command with its status.
    init?(_ options: ReportOptions) throws {
        guard let path = options.exportCerts else { return nil }
        self.path = path
        do throws(Descriptor.Failure) { folder = try Folder(path: path) } catch {
            throw Self.ending(error, path)
        }
    }

    mutating func save(
        _ reports: [ConnectionReport],
        where isShown: (ConnectionReport) -> Bool
    ) throws {
        for report in reports where isShown(report) {
            for file in CertificateFile.all(of: report) where !isFull { try save(file) }
        }
    }

    private mutating func save(_ file: CertificateFile) throws {
        guard !names.contains(file.name) else { return }
        guard names.count < Self.largestCount else {
            isFull = true
            return Console.say(Diagnostics.exportIsFull(path, Self.largestCount))
        }
        names.insert(file.name)
        let place = path + "/" + file.name
        do throws(Descriptor.Failure) {
            guard try folder.put(file.contents, as: file.name) == .taken else { return }
        } catch {
            throw Self.ending(error, place)
        }
        Console.say(Diagnostics.exportIsTaken(place))
        throw ExitStatus.inputOutput
    }

    private static func ending(_ failure: Descriptor.Failure, _ path: String) -> ExitCode {
        Console.say(Diagnostics.cannotWrite(path, failure.text))
        return failure.isPermission ? ExitStatus.notPermitted : ExitStatus.inputOutput
    }
}
