import ByteParsing
internal import CertificateInspection

/// Texts of a page that many connections share: each is written once, before the first connection that needs it.
struct PageTexts {
    /// What the texts may take; beyond, a text is left out, and the page says so in its place.
    static let mostBytes = 24 << 20

    private var indices: [String: Int] = [:]
    private var byteCount = 0
    /// Those that no line has carried yet.
    private(set) var fresh: [String] = []

    /// The first text takes the place of those that are left out.
    init() {
        _ = index(of: "")
        _ = index(of: "… (left out: the page holds no more texts)")
    }

    mutating func takeFresh() -> [String] {
        defer { fresh.removeAll(keepingCapacity: true) }
        return fresh
    }

    mutating func index(of text: String?) -> Int {
        guard let text else { return 0 }
        if let index = indices[text] { return index }
        guard byteCount + text.utf8.count <= Self.mostBytes else { return 1 }
        byteCount += text.utf8.count + 64
        let index = indices.count
        indices[text] = index
        fresh.append(text)
        return index
    }

    /// A sentence without its frame numbers, so that connections that differ in these alone share it, and the numbers.
    ///
    /// In the text a NUL stands for each number.
    static func template(_ sentence: String) -> (text: String, frames: [UInt64]) {
        var text: [UInt8] = []
        var frames: [UInt64] = []
        let bytes = Array(sentence.utf8)
        var index = 0
        // Within `frame 6` and `frames 6, 9 and 10`, numbers are those of frames.
        var isInFrames = false
        while index < bytes.count {
            let byte = bytes[index]
            if isInFrames, byte.isDigit {
                var number: UInt64 = 0
                while index < bytes.count, bytes[index].isDigit {
                    number = number &* 10 &+ UInt64(bytes[index] - 0x30)
                    index += 1
                }
                frames.append(number)
                text.append(0)
                continue
            }
            if byte == UInt8(ascii: "f"), bytes[index...].starts(with: "frame".utf8) {
                text += Array("frame".utf8)
                index += 5
                isInFrames = true
                continue
            }
            if isInFrames, !"s, and".utf8.contains(byte) { isInFrames = false }
            text.append(byte)
            index += 1
        }
        return (String(decoding: text, as: UTF8.self), frames)
    }
}
