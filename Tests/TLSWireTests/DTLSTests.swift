import ByteParsing
import TestSupport
import Testing

@testable import TLSWire

@Suite struct DTLSRecordTests {
    private func record(_ datagram: [UInt8], at offset: Int = 0, _ length: Int? = nil) throws -> DTLSRecord {
        let record = DTLSRecord(datagram.span, at: offset, connectionIDLength: length)
        return try #require(record)
    }

    @Test func `reads the header of an ordinary record`() throws {
        let datagram = bytes("16 fefd 0001 000000000005 0003 aabbcc 17 fefd 0001 000000000006 0001 dd")
        let first = try record(datagram)
        #expect(first.contentType == .handshake && first.epoch == 1 && first.sequenceNumber == 5)
        #expect(first.fragment == 13..<16 && first.missingLength == 0 && !first.isUnified)
        let second = try record(datagram, at: first.end)
        #expect(second.contentType == .applicationData && second.fragment == 29..<30 && second.end == 30)
    }

    /// RFC 9146, section 4: the id has no length of its own.
    @Test(arguments: [nil, 3]) func `finds a connection id`(length: Int?) throws {
        let datagram = bytes("19 fefd 0001 000000000001 c1c2c3 0004 aabbccdd")
        let record = try self.record(datagram, length)
        #expect(record.contentType == .tls12CID && record.connectionID == 11..<14)
        #expect(record.fragment == 16..<20)
    }

    /// RFC 9147, section 4.
    @Test func `reads the header of DTLS 1.3`() throws {
        let sealed = [UInt8](repeating: 7, count: 20)
        let long = bytes("2e f267 0014") + sealed
        let record = try self.record(long, 0)
        #expect(record.isUnified && record.epoch == 2 && record.sequenceNumber == 0xF267)
        #expect(record.fragment == 5..<25 && record.sequence == 1..<3 && !record.lacksLength)
        let short = bytes("33 c1c2 99") + sealed
        let bare = try self.record(short, 2)
        #expect(bare.epoch == 3 && bare.connectionID == 1..<3 && bare.sequence == 3..<4)
        #expect(bare.fragment == 4..<24 && bare.lacksLength)
    }

    @Test func `says by its short cut what it says otherwise`() throws {
        let whole = bytes("00 16 fefd 0000 000000000105 0003 aabbcc 16 fefd 0000 000000000106 0001 dd")
        let short = DTLSRecord.plainHandshake(whole.span, at: 1)
        let found = try #require(short)
        let record = try self.record(whole, at: 1)
        #expect(found.sequenceNumber == record.sequenceNumber && found.version == record.version)
        #expect(found.fragment == record.fragment && found.sequenceNumber == 0x105)
        for other in [
            "16 fefd 0001 000000000005 0003 aabbcc", "15 fefd 0000 000000000005 0002 0100",
            "16 0303 0000 000000000005 0003 aabbcc", "16 fefd 0000 000000000005 0000 aabbcc",
            "16 fefd 0000 000000000005 0004 aabbcc", "16 fefd 0000 000000000005 00",
        ] {
            let none = DTLSRecord.plainHandshake(bytes(other).span, at: 0)
            #expect(none == nil)
        }
        let ciscos = DTLSRecord.plainHandshake(bytes("16 0100 0000 000000000005 0001 aa").span, at: 0)
        #expect(ciscos != nil)
    }

    @Test func `refuses what is none, at every length`() {
        let datagram = bytes("16 fefd 0000 000000000005 0003 aabbcc")
        for count in datagram.indices {
            let record = DTLSRecord(datagram.span.extracting(0..<count), at: 0, connectionIDLength: nil)
            #expect(record == nil)
        }
        #expect(
            DTLSRecord(bytes("16 0303 0000 000000000005 0001 aa").span, at: 0, connectionIDLength: nil) == nil
        )
        // Cut off by the snapshot length.
        let cut = DTLSRecord(datagram.span.extracting(0..<14), at: 0, missing: 2, connectionIDLength: nil)
        #expect(cut?.missingLength == 2)
    }
}

@Suite struct DTLSAssemblyTests {
    private static let packet = PacketReference(frame: 1, time: Timestamp(nanoseconds: 0))

    /// A piece of a message, with its header.
    private static func piece(_ sequence: UInt16, _ body: [UInt8], _ range: Range<Int>) -> [UInt8] {
        let number: (Int) -> [UInt8] = { [UInt8($0 >> 16), UInt8($0 >> 8 & 0xFF), UInt8($0 & 0xFF)] }
        return [11] + number(body.count) + [UInt8(sequence >> 8), UInt8(sequence & 0xFF)]
            + number(range.lowerBound) + number(range.count) + body[range]
    }

    private static func take(_ piece: [UInt8], _ assembly: inout DTLSAssembly) -> DTLSAssembly.Outcome {
        guard let fragment = DTLSFragment(piece.span, at: 0) else { return .refused }
        return assembly.receive(fragment, piece.span, .plaintext, at: packet)
    }

    @Test func `puts messages together from pieces in any order, overlapping and repeated`() {
        var random = FixedRandom(seed: 9)
        for _ in 0..<200 {
            let bodies = (0..<3).map { _ in
                (0..<Int.random(in: 0...300, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            }
            var pieces: [[UInt8]] = []
            for (sequence, body) in bodies.enumerated() {
                var start = 0
                repeat {
                    let end = min(body.count, start + Int.random(in: 1...90, using: &random))
                    pieces.append(Self.piece(UInt16(sequence), body, max(0, start - 5)..<end))
                    start = end
                } while start < body.count
            }
            pieces += pieces.shuffled(using: &random).prefix(4)
            pieces.shuffle(using: &random)
            var assembly = DTLSAssembly()
            assembly.next = 0
            var found: [[UInt8]] = []
            for piece in pieces {
                _ = Self.take(piece, &assembly)
                while let message = assembly.takeNext() { found.append(message.body) }
            }
            #expect(found == bodies && assembly.heldBytes == 0 && assembly.isIdle)
        }
    }

    @Test func `says what is missing before the next message`() {
        let body = [UInt8](repeating: 1, count: 100)
        var assembly = DTLSAssembly()
        assembly.next = 0
        let outcomes = [
            Self.take(Self.piece(2, body, 0..<40), &assembly),
            Self.take(Self.piece(2, body, 10..<40), &assembly),
            Self.take(Self.piece(3, body, 0..<100), &assembly),
        ]
        #expect(outcomes == [.new, .repeated, .new])
        let early = assembly.takeNext()
        #expect(early?.sequence == nil)
        let (first, second) = (assembly.skip(), assembly.skip())
        #expect(first?.messages == 2 && first?.bytes == 0)
        #expect(second?.bytes == 60 && second?.type == .certificate)
        let whole = assembly.takeNext()
        #expect(whole?.sequence == 3)
        let rest = assembly.skip()
        #expect(rest == nil && assembly.heldBytes == 0)
    }

    @Test func `holds no more than it may`() {
        let body = [UInt8](repeating: 1, count: 1_000)
        var assembly = DTLSAssembly()
        assembly.next = 0
        for sequence in 1..<200 as Range<UInt16> {
            _ = Self.take(Self.piece(sequence, body, 0..<1_000), &assembly)
        }
        #expect(assembly.pending.count < DTLSAssembly.maximumAhead)
        for place in 0..<500 { _ = Self.take(Self.piece(0, body, 2 * place..<2 * place + 1), &assembly) }
        #expect(assembly.pending.first?.heldBytes == DTLSAssembly.maximumPieces)
        // Another message with the same number is not mixed in.
        let outcome = Self.take(Self.piece(0, [1, 2, 3], 0..<3), &assembly)
        #expect(outcome == .refused)
    }
}
