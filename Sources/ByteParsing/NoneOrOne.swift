/// None, or one, of what few values have: it costs all the others one word.
///
/// It is asked by `isEmpty`, and used where it lies as `value[0]`. An array, and no type of ours around one: what an accessor
/// yields the compiler copies whole (docs/performance-diary.md#what-the-compiler-copies), and an optional would take the room of
/// the value wherever there is none.
public typealias NoneOrOne<Value> = [Value]
