#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Gives a file another name, and replaces what has it, in one moment. The C function is `rename`.
///
/// - Returns: -1 when it fails, with `errno` set.
func systemRename(_ path: String, _ newPath: String) -> Int32 { unsafe rename(path, newPath) }
