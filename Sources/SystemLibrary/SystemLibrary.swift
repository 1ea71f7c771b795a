// The C library of the system: what every other file imports, whatever it is called there. `canImport(Darwin)` tells macOS from
// Linux everywhere, never `os(…)`: scripts/check-portable type-checks what stands behind it.
#if canImport(Darwin)
@_exported public import Darwin
#else
@_exported public import Glibc
#endif
