import CLazyLibrary
import Glibc
import Testing

@Suite struct `A library that is loaded when it is asked for` {
    private func load(_ library: String, _ name: String) -> String? {
        var place: UnsafeMutableRawPointer?
        let failure = withUnsafeMutablePointer(to: &place) { place in
            name.withCString { name in
                var symbol = clazylibrary_symbol(name: name, place: place)
                return clazylibrary_load(library, &symbol, 1)
            }
        }
        #expect((place == nil) == (failure != nil))
        return failure.map { String(cString: $0) }
    }

    @Test func `is there with what is wanted of it`() { #expect(load("libc.so.6", "getpid") == nil) }

    @Test func `is named where it is missing`() throws {
        let failure = try #require(load("libnowhere.so.1", "getpid"))
        #expect(failure.contains("libnowhere.so.1"))
    }

    @Test func `says which function it lacks`() throws {
        let failure = try #require(load("libc.so.6", "no_such_function"))
        #expect(failure.contains("no_such_function"))
    }
}
