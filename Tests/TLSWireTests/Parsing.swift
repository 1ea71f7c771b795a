import ByteParsing
import TLSWire

/// Reads a whole array with an initialiser that takes a reader.
func parse<Value>(
    _ bytes: [UInt8],
    _ read: (inout ByteReader) throws(ParseError) -> Value
) throws(ParseError) -> Value {
    var reader = ByteReader(bytes.span)
    return try read(&reader)
}

/// What `read` makes of the bytes, comparable as a whole.
func result<Value>(
    _ bytes: [UInt8],
    _ read: (inout ByteReader) throws(ParseError) -> Value
) -> Result<Value, ParseError> {
    do throws(ParseError) {
        return .success(try parse(bytes, read))
    } catch {
        return .failure(error)
    }
}
