extension Catalogue {
    /// How many words a gap of a pattern may take.
    private static let widestGap = 24
    private static let mostOthers = 5

    /// Explains a term, or a text as it was pasted: whole lines, however long.
    ///
    /// The most specific words win, by the number of letters that must be there; of two that are equal, the first in the
    /// text and then in the catalogue.
    public func explain(_ text: some Sequence<UInt8>) -> Answer {
        let pasted = PastedText(text)
        let numbers = pasted.words.map { vocabulary.number(of: $0.text) }
        let found = hits(of: texts, textsByWord, in: pasted, numbers)
        let speakers = hits(of: reporters, reportersByWord, in: pasted, numbers)
        var answer = Answer()
        answer.isCut = pasted.isCut
        guard let best = found.first else {
            answer.nearest = nearest(to: pasted)
            return answer
        }
        answer.best = matches(best, pasted, speakers)
        var names = Set(answer.best.map(\.explanation.name))
        for hit in found.dropFirst()
        where !best.words.contains(hit.words) && answer.others.count < Self.mostOthers {
            for match in matches(hit, pasted, speakers).prefix(1)
            where names.insert(match.explanation.name).inserted {
                answer.others.append(match)
            }
        }
        return answer
    }

    // MARK: Hits

    private struct Hit {
        let text: Int
        let words: Range<Int>
        /// The number that a placeholder stands for.
        let number: UInt32?
    }

    /// All texts that occur, the most specific first.
    private func hits(
        of texts: [ErrorText],
        _ index: [Int: [Int]],
        in pasted: PastedText,
        _ numbers: [Int?]
    ) -> [Hit] {
        var hits: [Int: Hit] = [:]
        for (start, number) in numbers.enumerated() {
            guard let number, let candidates = index[number] else { continue }
            for candidate in candidates where hits[candidate] == nil {
                if let hit = hit(candidate, of: texts, at: start, pasted, numbers) { hits[candidate] = hit }
            }
        }
        return hits.values.sorted { left, right in
            let weights = (texts[left.text].weight, texts[right.text].weight)
            if weights.0 != weights.1 { return weights.0 > weights.1 }
            if left.words.lowerBound != right.words.lowerBound {
                return left.words.lowerBound < right.words.lowerBound
            }
            return left.text < right.text
        }
    }

    private func hit(
        _ candidate: Int,
        of texts: [ErrorText],
        at start: Int,
        _ pasted: PastedText,
        _ numbers: [Int?]
    ) -> Hit? {
        let text = texts[candidate]
        if text.isWholeTerm, start > 0 { return nil }
        if text.beginsLine, start > 0, pasted.words[start].line == pasted.words[start - 1].line { return nil }
        var position = start
        var value: UInt32?
        var gap = 0
        for piece in text.pieces {
            switch piece {
            case .gap: gap = Self.widestGap
            case .word(let word):
                while gap > 0, position < numbers.count, numbers[position] != word,
                    !pasted.words[position].text.isEmpty
                {
                    position += 1
                    gap -= 1
                }
                guard position < numbers.count, numbers[position] == word else { return nil }
                gap = 0
                position += 1
            case .number, .alert, .verificationError:
                guard position < numbers.count, let number = pasted.words[position].number else { return nil }
                if piece == .alert, number > 255 || explanation(ofAlert: UInt8(number)) == nil { return nil }
                if piece == .verificationError, verificationErrors[number] == nil { return nil }
                value = piece == .number ? value : number
                position += 1
            }
        }
        if text.isWholeTerm, position < numbers.count { return nil }
        switch text.company {
        case .any: break
        case .tlsOrNothing where start == 0 && position == numbers.count: break
        case .tlsOrNothing, .tls: guard pasted.speaksOfTLS else { return nil }
        }
        return Hit(text: candidate, words: start..<position, number: value)
    }

    // MARK: Matches

    private func matches(_ hit: Hit, _ pasted: PastedText, _ speakers: [Hit]) -> [Answer.Match] {
        let text = texts[hit.text]
        let told = text.reporter == nil || text.isMostly ? reporter(of: hit, pasted, speakers) : nil
        let side = told ?? text.reporter
        let refusedBy = text.refusedBy(reporter: side)
        return targets(of: hit, text, refusedBy).compactMap { name, refusedBy in
            guard let explanation = explanation(named: name) else { return nil }
            let isNamed = text.program.isEmpty
            let sender = isNamed ? nil : explanation.soleSender
            return Answer.Match(
                explanation: explanation,
                words: pasted.quote(hit.words),
                program: isNamed ? nil : text.program,
                reporter: sender.flatMap { text.reporter(ofAlertFrom: $0) } ?? side,
                origin: text.origin,
                refusedBy: sender ?? refusedBy
            )
        }
    }

    /// Who printed the words: told by what stands nearest in their line; if nothing does, by the other lines, where they agree.
    private func reporter(of hit: Hit, _ pasted: PastedText, _ speakers: [Hit]) -> Side? {
        let ends = (pasted.words[hit.words.lowerBound].line, pasted.words[hit.words.upperBound - 1].line)
        let lines = min(ends.0, ends.1)...max(ends.0, ends.1)
        let place = pasted.words[hit.words.lowerBound].bytes.lowerBound
        var nearest: (distance: Int, side: Side)?
        for speaker in speakers where lines.contains(pasted.words[speaker.words.lowerBound].line) {
            guard let side = reporters[speaker.text].reporter else { continue }
            let words = pasted.words[speaker.words]
            let distance = max(
                0,
                max(place - (words.last?.bytes.upperBound ?? 0), (words.first?.bytes.lowerBound ?? 0) - place)
            )
            if nearest.map({ distance < $0.distance }) ?? true { nearest = (distance, side) }
        }
        if let nearest { return nearest.side }
        let sides = Set(speakers.compactMap { reporters[$0.text].reporter })
        return sides.count == 1 ? sides.first : nil
    }

    /// The explanations' names, each with who refused if it is that.
    private func targets(of hit: Hit, _ text: ErrorText, _ refusedBy: Side?) -> [(String, Side?)] {
        var targets = text.targets
        if let number = hit.number {
            if targets.byNumber == .alert {
                return explanation(ofAlert: UInt8(truncatingIfNeeded: number)).map { [($0.name, refusedBy)] }
                    ?? []
            }
            if targets.byNumber == .verificationError { targets = verificationErrors[number] ?? targets }
        }
        guard let ifClient = targets.namesIfClientRefused else {
            return targets.names.map { ($0, refusedBy) }
        }
        switch refusedBy {
        case .server: return targets.names.map { ($0, .server) }
        case .client: return ifClient.map { ($0, .client) }
        case nil: return targets.names.map { ($0, .server) } + ifClient.map { ($0, .client) }
        }
    }
}

extension ErrorText {
    fileprivate var origin: Answer.Origin {
        switch voice {
        case .received: .received
        case .raised: .raised
        case .answered: .answered
        case .local: .local
        case .unknown, .said: .unknown
        }
    }
}
