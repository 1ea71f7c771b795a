import ByteParsing
import Testing

@Suite struct `Byte reader` {
    @Test func `names field and offset inside a nested vector`() {
        let bytes: [UInt8] = [0, 3, 1, 9, 9]
        var reader = ByteReader(bytes.span)
        #expect(throws: ParseError(.truncated(needed: 2, available: 1), field: "b", offset: 4)) {
            var vector = try reader.readVector(width: 2, bytes: 0...9, "v")
            var inner = vector
            #expect(try inner.readOpaque(width: 1, bytes: 0...255, "o") == [9])
            try vector.skip(2, "a")
            _ = try vector.readUInt16("b")
        }
    }
}
