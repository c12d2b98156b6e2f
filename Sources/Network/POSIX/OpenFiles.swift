#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How many files and connections a process may have open.
package enum OpenFiles {
    /// Raises the limit to what the system permits, where it is lower; every connection takes one of them.
    ///
    /// For the main program of a server. Programs that it starts inherit the limit, and some of them are not made for
    /// so high numbers (`select`), so it is not for a program that starts others.
    ///
    /// - Returns: the limit from now on.
    @discardableResult
    package static func raiseLimit() throws(SystemError) -> Int {
        var limit = rlimit()
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        _ = try retryingOnInterrupt("getrlimit") { unsafe getrlimit(resource, &limit) }
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            _ = try retryingOnInterrupt("setrlimit") { unsafe setrlimit(resource, &limit) }
        }
        return Int(clamping: limit.rlim_cur)
    }
}
