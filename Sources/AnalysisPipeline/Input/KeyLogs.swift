import HandshakeAnalysis

/// The key logs that the user named.
final class KeyLogs {
    private var files: [Holder] = []

    /// A file owns its descriptor and so cannot stand in an array itself.
    private final class Holder {
        var file: KeyLogFile
        init(_ file: consuming KeyLogFile) { self.file = file }
    }

    init() {}

    /// Opens the key logs and reads them; with `isWhole`, pipes are read to their end.
    init(_ paths: [String], into keys: KeyMaterial, isWhole: Bool) throws(AnalysisError) {
        for path in paths {
            let holder = Holder(try KeyLogFile(path: path, keys: keys, isWhole: isWhole))
            try holder.file.read(into: keys, isWhole: isWhole)
            files.append(holder)
        }
    }

    /// Takes what was written since.
    func readOn(into keys: KeyMaterial) throws(AnalysisError) {
        for holder in files { try holder.file.read(into: keys, isWhole: false) }
    }

    /// Opens those anew that were replaced, and tells which could not be, and why.
    func reopen(into keys: KeyMaterial) -> [(path: String, detail: String)] {
        var failures: [(String, String)] = []
        for holder in files where holder.file.isReplaced {
            do throws(AnalysisError) {
                try holder.file.read(into: keys, isWhole: false)
                var new = try KeyLogFile(path: holder.file.path, keys: keys, isWhole: false)
                try new.read(into: keys, isWhole: false)
                holder.file = new
            } catch {
                failures.append((error.subject, error.detail))
            }
        }
        return failures
    }

    /// The first file, with the problem that no connection's secrets were in any; none where some were, or where another
    /// kind of file was named.
    func unused(in keys: KeyMaterial) -> [AnalysisSummary.InputSummary] {
        guard let first = files.first, !keys.isUsed, files.allSatisfy({ $0.file.mistake == nil }) else {
            return []
        }
        let whose = files.count == 1 ? "its secrets" : "the secrets of these \(files.count) key logs"
        let message =
            keys.isEmpty
            ? "there are no secrets in it"
            : "none of \(whose) belongs to a connection that was read; "
                + "a key log has to be written by one side while the capture is made"
        let problem = AnalysisSummary.Problem(category: .notice, message: message, offset: nil)
        return [AnalysisSummary.InputSummary(path: first.file.path, packetCount: 0, problems: [problem])]
    }

    /// What was wrong with the lines, one summary a file.
    func problems(in keys: KeyMaterial) -> [AnalysisSummary.InputSummary] {
        files.compactMap { holder in
            let (count, first) = holder.file.badLines(in: keys)
            guard count > 0 else { return nil }
            let examples = first.joined(separator: "; ")
            let problem = AnalysisSummary.Problem(
                category: .notice,
                message: holder.file.mistake
                    ?? "\(count) bad lines in the key log were left out: \(examples)",
                offset: nil
            )
            return AnalysisSummary.InputSummary(path: holder.file.path, packetCount: 0, problems: [problem])
        }
    }
}
