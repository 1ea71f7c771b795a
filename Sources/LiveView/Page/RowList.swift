import ByteParsing
import HandshakeAnalysis

/// The rows of a list, sorted and filtered.
enum RowList {
    static func rows(of tab: Tab, _ board: Board, by order: Tab.Order?, _ filter: String) -> [RowSubject] {
        let subjects = Self.subjects(of: tab, board, order)
        let words = filter.lowercased().split(separator: " ")
        guard !words.isEmpty else { return subjects }
        return subjects.filter { subject in
            let text = subject.searchText.lowercased()
            return words.allSatisfy { text.contains($0) }
        }
    }

    private static func subjects(of tab: Tab, _ board: Board, _ order: Tab.Order?) -> [RowSubject] {
        switch tab {
        case .failures: failures(board, order)
        case .live: live(board, order)
        case .services: parties(Array(board.services.values), order).map { .service($0) }
        case .clients: parties(Array(board.clients.values), order).map { .client($0) }
        case .certificates: certificates(board, order)
        case .capture: []
        }
    }

    private static func failures(_ board: Board, _ order: Tab.Order?) -> [RowSubject] {
        func name(_ group: FailureGroup) -> String {
            "\(group.key.service ?? "") \(group.key.client ?? "") \(group.key.cause)"
        }
        return board.groups.values.sorted { left, right in
            switch order {
            case .last? where left.onset.last != right.onset.last: left.onset.last > right.onset.last
            case .began? where left.onset.began != right.onset.began: left.onset.began > right.onset.began
            case .name?: name(left) < name(right)
            default: left.count != right.count ? left.count > right.count : name(left) < name(right)
            }
        }.map { .failure($0) }
    }

    private static func live(_ board: Board, _ order: Tab.Order?) -> [RowSubject] {
        // Of a connection that was judged again, the last word.
        var known: Set<String> = []
        let newest = board.recent.suffix(Board.mostRecent).reversed().filter {
            known.insert("\($0.run ?? "")|\($0.name)").inserted
        }
        let sorted =
            switch order {
            case .name?: newest.stable { $0.service < $1.service }
            case .client?: newest.stable { $0.client < $1.client }
            default: newest
            }
        return sorted.map { .connection($0) }
    }

    private static func parties(_ parties: [Party], _ order: Tab.Order?) -> [Party] {
        parties.sorted { left, right in
            switch order {
            case .count? where left.connections != right.connections: left.connections > right.connections
            case .last? where left.last != right.last: left.last > right.last
            case .failures? where left.failures != right.failures: left.failures > right.failures
            case .failures? where left.connections != right.connections: left.connections > right.connections
            default: left.name < right.name
            }
        }
    }

    private static func certificates(_ board: Board, _ order: Tab.Order?) -> [RowSubject] {
        board.certificates.values.sorted { left, right in
            switch order {
            case .last? where left.time != right.time: left.time > right.time
            case .end? where left.notAfter != right.notAfter:
                (left.notAfter ?? .max) < (right.notAfter ?? .max)
            case .name?, .end?: (left.subject ?? "~", left.identity) < (right.subject ?? "~", right.identity)
            default: left.identity < right.identity
            }
        }.map { .certificate($0) }
    }
}

extension Array {
    /// Sorts, and leaves equal elements in the order in which they are.
    fileprivate func stable(_ comesBefore: (Element, Element) -> Bool) -> [Element] {
        enumerated().sorted { left, right in
            if comesBefore(left.element, right.element) { return true }
            return !comesBefore(right.element, left.element) && left.offset < right.offset
        }.map(\.element)
    }
}
