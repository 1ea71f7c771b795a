import FuzzSupport

/// The input is the segments of one connection, in any order: what arrives is held against what was sent.
@_cdecl("FuzzReassembly_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        var input = FuzzInput(unsafe copy(start, count))
        var model = Model(&input)
        while !input.isAtEnd { model.step(&input) }
        model.finish()
        return 0
    }
}
