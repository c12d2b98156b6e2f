internal import CLinux

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A thread of the system, for work that would block one of Swift's own.
package enum Thread {
    /// Starts a detached thread that runs `body` and ends with it.
    ///
    /// - Parameter name: what `top -H` shows; at most 15 bytes on Linux.
    package static func start(named name: String, _ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let task = unsafe Unmanaged.passRetained(ThreadTask(name: name, body: body))
        let result = unsafe pthread_create(
            &thread, nil,
            { argument in
                #if canImport(Glibc)
                    guard let argument = unsafe argument else { return nil }
                #endif
                let task = unsafe Unmanaged<ThreadTask>.fromOpaque(argument).takeRetainedValue()
                unsafe clinux_name_this_thread(task.name)
                task.body()
                return nil
            }, task.toOpaque())
        precondition(result == 0, "the system gives this process no further thread")
        pthread_detach(thread)
    }
}

private final class ThreadTask {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}
