import OutputWriting

/// Keeps an output from destroying what the command reads, however either is named.
struct OutputCheck {
    private let files: Set<FileIdentity>
    private let folders: Set<FileIdentity>
    private let evidenceFolders: Set<FileIdentity>

    /// `inputs` are captures and folders of them; `-` is standard input.
    init(inputs: [String], _ evidence: EvidenceOptions) {
        let captures = inputs.compactMap {
            $0 == "-" ? FileIdentity(Descriptor.standardInput) : FileIdentity($0)
        }
        let others = (evidence.keyLog + evidence.clientCA + evidence.serverCA + evidence.crl)
            .compactMap { FileIdentity($0) }
        files = Set((captures + others).filter(\.isRegular))
        folders = Set(captures.filter(\.isFolder))
        evidenceFolders = Set(others.filter(\.isFolder))
    }

    /// Whether writing to this path would destroy an input.
    ///
    /// In a folder of captures an earlier report may be replaced, and no capture; in one of authorities nothing.
    func isEndangered(by output: String) -> Bool {
        guard let file = FileIdentity(output), file.isRegular else { return false }
        if files.contains(file) { return true }
        let above = FileIdentity.folders(above: output)
        if above.contains(where: evidenceFolders.contains) { return true }
        return above.contains(where: folders.contains) && Self.mayBeCapture(output)
    }

    /// By its first bytes: pcap of either byte order and precision, pcapng, or compressed.
    private static func mayBeCapture(_ path: String) -> Bool {
        guard let start = try? Descriptor.beginning(of: path, count: 4), start.count >= 2 else {
            return false
        }
        if start.starts(with: [0x1F, 0x8B]) { return true }
        let magics: [[UInt8]] = [
            [0xA1, 0xB2, 0xC3, 0xD4], [0xD4, 0xC3, 0xB2, 0xA1], [0xA1, 0xB2, 0x3C, 0x4D],
            [0x4D, 0x3C, 0xB2, 0xA1],
            [0x0A, 0x0D, 0x0D, 0x0A], [0x28, 0xB5, 0x2F, 0xFD],
        ]
        return magics.contains(start)
    }
}
