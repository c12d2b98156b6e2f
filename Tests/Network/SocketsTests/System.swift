import Glibc
import POSIX

/// A pipe, both ends of which are closed with it.
final class Pipe: Sendable {
    let readEnd: Int32
    let writeEnd: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw SystemError.last("pipe") }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Makes the other end readable.
    func write() {
        var byte: UInt8 = 1
        unsafe _ = Glibc.write(writeEnd, &byte, 1)
    }
}

enum Threads {
    /// The calling thread's number for the system.
    static var currentName: String { String(UInt(pthread_self())) }
}

enum DescriptorLimit {
    /// Lets this process open `count` more descriptors than it has now.
    static func leave(_ count: Int) {
        // The lowest numbers that are free, so that there are no gaps below the highest of them.
        let free = (0..<count).map { _ in unsafe open("/dev/null", O_RDONLY) }
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = rlim_t((free.max() ?? 0) + 1)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        for descriptor in free { close(descriptor) }
    }
}
