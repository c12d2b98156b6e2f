import Glibc
import POSIX
import Testing

@Suite("OpenFiles")
struct OpenFilesTests {
    @Test
    func `the limit is raised to what the system permits`() throws {
        var before = rlimit()
        let known = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
        try #require(known == 0)
        let limit = try OpenFiles.raiseLimit()
        #expect(limit == Int(clamping: before.rlim_max))
        #expect(try OpenFiles.raiseLimit() == limit)
    }
}
