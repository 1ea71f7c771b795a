import Testing

@testable import AnalysisPipeline

struct BoundedTableTests {
    @Test func `one key more than it holds makes it forget the others`() {
        var table = BoundedTable<Int, String>(capacity: 3)
        for key in 1...3 { table[key] = "\(key)" }
        #expect((1...3).compactMap { table[$0] } == ["1", "2", "3"])
        table[4] = "4"
        #expect((1...4).compactMap { table[$0] } == ["4"])
    }

    @Test func `a key that is there needs no room`() {
        var table = BoundedTable<Int, [Int]>(capacity: 2)
        for value in 0..<10 { table.update(value % 2, absent: []) { $0.append(value) } }
        #expect(table[0] == [0, 2, 4, 6, 8])
        #expect(table[1] == [1, 3, 5, 7, 9])
        table[1] = nil
        #expect(table[1] == nil)
        table.update(2, absent: [7]) { $0.append(8) }
        #expect(table[0] != nil)
        #expect(table[2] == [7, 8])
    }

    @Test func `what is taken is there no more`() {
        var table = BoundedTable<Int, Int>(capacity: 2)
        #expect(table.take(1) == nil)
        table[1] = 5
        #expect(table.take(1) == 5)
        #expect(table.take(1) == nil)
        #expect(table.isEmpty)
    }
}
