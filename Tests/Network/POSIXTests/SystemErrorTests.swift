import Glibc
import POSIX
import Testing

@Suite("System errors")
struct SystemErrorTests {
    @Test
    func `an error says which call failed, in the system's words and with its number`() {
        #expect(SystemError("open /x", code: ENOENT).description == "open /x: No such file or directory (errno 2)")
    }

    @Test
    func `a call that a signal interrupts is made again`() throws {
        var results = [-1, -1, 7]
        let result = try retryingOnInterrupt("read") {
            errno = EINTR
            return results.removeFirst()
        }
        #expect(result == 7 && results.isEmpty)
    }

    @Test
    func `any other failure is thrown`() {
        var calls = 0
        #expect(throws: SystemError("read", code: EIO)) {
            try retryingOnInterrupt("read") {
                calls += 1
                errno = EIO
                return -1
            }
        }
        #expect(calls == 1)
    }

    @Test
    func `a descriptor is closed with its owner`() throws {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        do { _ = Descriptor(ends[1]) }
        // The write end is gone: the read end is at its end.
        var byte: UInt8 = 0
        #expect(unsafe read(ends[0], &byte, 1) == 0)
        close(ends[0])
    }
}
