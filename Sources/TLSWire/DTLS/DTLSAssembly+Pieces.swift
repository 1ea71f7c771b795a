import ByteParsing

// What is kept of the pieces of one message.

extension DTLSAssembly.Message {
    /// Pieces, of which those count as one that make a whole.
    var ownPieces: Int { pieces.count - joints }

    /// Takes a piece, and says how many bytes and pieces are new; `nil` if it contradicts what came before, or there are too
    /// many.
    @inline(__always)
    mutating func take(
        _ fragment: DTLSFragment,
        _ content: Span<UInt8>,
        _ level: ProtectionLevel,
        at packet: PacketReference
    ) -> (bytes: Int, pieces: Int)? {
        guard type == fragment.type, length == fragment.messageLength, self.level == level,
            ownPieces < DTLSAssembly.maximumPieces
        else { return nil }
        if content.count < fragment.range.count { isCut = true }
        let before = (bytes: bytes.count, pieces: ownPieces)
        let start = fragment.range.lowerBound
        if let last = pieces.last, last.end > start {
            add(content, at: start)
        } else if !content.isEmpty {
            keep(content, at: start, as: pieces.count)
        }
        if bytes.count > before.bytes { self.packet = packet }
        return (bytes.count - before.bytes, ownPieces - before.pieces)
    }

    /// Keeps what is new of a piece.
    private mutating func add(_ content: Span<UInt8>, at start: Int) {
        var from = start
        let end = start + content.count
        var place = firstPiece(endingBehind: from)
        while from < end {
            while place < pieces.count, pieces[place].end <= from { place += 1 }
            let limit = place < pieces.count ? min(end, pieces[place].start) : end
            if from < limit {
                let count = pieces.count
                keep(content.extracting(from - start..<limit - start), at: from, as: place)
                place += pieces.count - count
                from = limit
            }
            if place < pieces.count, from < end { from = max(from, pieces[place].end) }
        }
    }

    /// Keeps bytes that stand before the piece at `place`, and of which nothing is there.
    private mutating func keep(_ content: Span<UInt8>, at start: Int, as place: Int) {
        let isJoint = place > 0 && pieces[place - 1].end == start
        // As a rule they come in order, so one piece grows.
        if isJoint, pieces[place - 1].range.upperBound == bytes.count {
            pieces[place - 1].grow(by: content.count)
        } else {
            let piece = DTLSAssembly.Piece(start: start, count: content.count, place: bytes.count)
            // Where there are holes, there will be more.
            if pieces.count == 1 {
                pieces.reserveCapacity(16)
                bytes.reserveCapacity(bytes.count + max(content.count, 48))
            }
            if place == pieces.count { pieces.append(piece) } else { pieces.insert(piece, at: place) }
            if isJoint { joints += 1 }
        }
        if content.count < 8 {
            // A call for a byte costs more than the byte.
            for index in content.indices { bytes.append(content[index]) }
        } else {
            bytes.append(copying: content)
        }
        if joints >= DTLSAssembly.maximumPieces { joinPieces() }
    }

    /// Puts the bytes in order, so that what makes a whole is one piece.
    private mutating func joinPieces() {
        var ordered: [UInt8] = []
        ordered.reserveCapacity(bytes.count)
        var joined: [DTLSAssembly.Piece] = []
        for piece in pieces {
            if let last = joined.last, last.end == piece.start {
                joined[joined.count - 1].grow(by: piece.end - piece.start)
            } else {
                joined.append(
                    DTLSAssembly.Piece(
                        start: piece.start,
                        count: piece.end - piece.start,
                        place: ordered.count
                    )
                )
            }
            ordered.append(copying: bytes.span.extracting(piece.range))
        }
        (bytes, pieces, joints) = (ordered, joined, 0)
    }

    /// Of the pieces, which are in order, the first that goes beyond a place.
    private func firstPiece(endingBehind place: Int) -> Int {
        var (low, high) = (0, pieces.count)
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].end <= place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
