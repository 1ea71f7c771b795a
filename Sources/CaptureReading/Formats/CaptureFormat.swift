/// The file formats that are read.
public enum CaptureFormat: Hashable, Sendable {
    case pcap, pcapng

    /// Recognises the first bytes of an uncompressed file, four at least.
    public init?(magic bytes: some Collection<UInt8>) {
        guard bytes.count >= 4 else { return nil }
        let magic = bytes.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        if PcapWalker.recognizes(magic) {
            self = .pcap
        } else if magic == PcapngBlockType.sectionHeader.rawValue {
            self = .pcapng
        } else {
            return nil
        }
    }
}

/// The compressions that are recognised by their magic number.
public enum Compression: Hashable, Sendable {
    case gzip, zstd
    /// Recognised, so that the message can name them, but not read.
    case bzip2, xz, lz4, lzip

    static let longestMagic = 6

    /// Recognises the first bytes of a file; `nil` when they are no compression's.
    init?(magic: [UInt8]) {
        let word = magic.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        if magic.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if magic.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
            || (magic.count >= 4 && word >> 4 == 0x184D_2A5)
        {
            self = .zstd  // a frame, or a skippable frame before the first one
        } else if magic.starts(with: Array("BZh".utf8)) {
            self = .bzip2
        } else if magic.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A]) {
            self = .xz
        } else if magic.starts(with: [0x04, 0x22, 0x4D, 0x18]) {
            self = .lz4
        } else if magic.starts(with: Array("LZIP".utf8)) {
            self = .lzip
        } else {
            return nil
        }
    }
}
