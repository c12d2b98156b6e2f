import Glibc

/// Holds threads back until it is opened; it stays open.
final class Gate: Sendable {
    private let (readEnd, writeEnd): (Int32, Int32)

    init() {
        var ends: [Int32] = [-1, -1]
        precondition(unsafe pipe(&ends) == 0)
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit { close(readEnd) }

    func open() { close(writeEnd) }

    /// Blocks the calling thread.
    func pass() {
        var byte: UInt8 = 0
        unsafe _ = read(readEnd, &byte, 1)
    }
}
