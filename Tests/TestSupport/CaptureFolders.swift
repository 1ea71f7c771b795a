public import Foundation

/// The cases of captures/: each lies in the folder of its name's first word.
public enum CaptureFolders {
    public static let root = Command.packageFolder.appendingPathComponent("captures", isDirectory: true)

    /// Every case below a folder like captures/, sorted by path.
    public static func all(in root: URL = root) -> [URL] {
        contents(of: root).flatMap(contents).filter { folder in
            FileManager.default.fileExists(atPath: folder.appendingPathComponent("expected.json").path)
        }
        .sorted { $0.path < $1.path }
    }

    public static func folder(of name: String) -> URL {
        root.appendingPathComponent(String(name.prefix { $0 != "-" })).appendingPathComponent(name)
    }

    private static func contents(of folder: URL) -> [URL] {
        (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    }
}
