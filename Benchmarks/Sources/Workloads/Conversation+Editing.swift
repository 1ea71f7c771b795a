extension Conversation {
    /// Leaves out segments, by their index in the capture.
    func without(_ indices: Set<Int>) -> Conversation {
        var copy = self
        copy.segments = segments.indices.filter { !indices.contains($0) }.map { segments[$0] }
        return copy
    }

    func prefix(_ count: Int) -> Conversation {
        var copy = self
        copy.segments = Array(segments.prefix(count))
        return copy
    }

    /// Lets the server send application data in full records and segments before the conversation's close; the
    /// client acknowledges every second segment, as RFC 9293 asks.
    ///
    /// The records' content is drawn from a seed: to everyone without keys it is as good as encrypted.
    func downloading(bytes: Int, segmentBytes: Int = 1448, seed: UInt64) -> Conversation {
        let close = endOfClose
        let data = Self.applicationData(bytes: bytes, seed: seed)
        guard let last = segments[..<close].last(where: { $0.side == .server }) else { return self }
        let options = last.options
        let sequence = last.sequence &+ UInt32(last.payload.count)
        let clientSequence =
            segments[..<close].last { $0.side == .client }.map { $0.sequence &+ UInt32($0.payload.count) }
            ?? 1
        var added: [Segment] = []
        var sent = 0
        while sent < data.count {
            let end = min(sent + segmentBytes, data.count)
            added.append(
                Segment(
                    .server,
                    end == data.count ? [.acknowledgment, .push] : .acknowledgment,
                    sequence: sequence &+ UInt32(sent),
                    acknowledgment: clientSequence,
                    window: last.window,
                    options: options,
                    payload: Array(data[sent..<end])
                )
            )
            sent = end
            guard added.count % 3 == 2 || sent == data.count else { continue }
            added.append(
                Segment(
                    .client,
                    .acknowledgment,
                    sequence: clientSequence,
                    acknowledgment: sequence &+ UInt32(sent),
                    options: options
                )
            )
        }
        var copy = self
        copy.segments = segments[..<close] + added + segments[close...].map { $0.moved(by: UInt32(sent)) }
        return copy
    }

    /// Where the side that ends the conversation begins to: at its closure alert, which comes right before its FIN.
    private var endOfClose: Int {
        guard let fin = segments.firstIndex(where: { $0.flags.contains(.fin) }) else { return segments.count }
        let before = segments[..<fin].lastIndex { !$0.payload.isEmpty && $0.side == segments[fin].side }
        guard let before, before == fin - 1 else { return fin }
        return before
    }

    private static func applicationData(bytes: Int, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        var data: [UInt8] = []
        data.reserveCapacity(bytes + 16_408)
        while data.count < bytes {
            // 2^14 bytes of plaintext, an explicit nonce and a tag.
            let length = min(16_384 + 24, max(bytes - data.count - 5, 64))
            data += [0x17, 0x03, 0x03, UInt8(length >> 8), UInt8(length & 0xFF)]
            for _ in 0..<length { data.append(UInt8(truncatingIfNeeded: generator.next() >> 24)) }
        }
        return data
    }
}

extension Segment {
    /// The same segment after the server has sent more.
    fileprivate func moved(by serverBytes: UInt32) -> Segment {
        var moved = Segment(
            side,
            flags,
            sequence: side == .server ? sequence &+ serverBytes : sequence,
            acknowledgment: side == .client ? acknowledgment &+ serverBytes : acknowledgment,
            window: window,
            options: options,
            payload: payload
        )
        moved.freshFields = freshFields
        return moved
    }
}
