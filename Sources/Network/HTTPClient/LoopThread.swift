#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A thread that runs one function and tells when it returned.
final class LoopThread: Sendable {
    private let body: @Sendable () -> Void
    private let (ends, end) = AsyncStream<Never>.makeStream()

    /// Starts the thread.
    ///
    /// All signals are blocked in it: handlers of the program run elsewhere, and a TLS connection that is reset gives
    /// an error instead of `SIGPIPE`.
    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
        var (all, before) = (sigset_t(), sigset_t())
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe _ = pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let error = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let thread = unsafe Unmanaged<LoopThread>.fromOpaque(argument).takeRetainedValue()
                thread.body()
                thread.end.finish()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        precondition(error == 0, "pthread_create failed with \(error)")
        pthread_detach(thread)
    }

    /// Returns when the function has returned.
    func join() async {
        for await _ in ends {}
    }
}
