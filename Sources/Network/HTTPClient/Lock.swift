#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A mutex for the few values that the client's thread shares with others.
///
/// `pthread_mutex_t` rather than `Synchronization.Mutex`, whose futex the thread sanitizer does not see on Linux and
/// reports as a race.
///
/// `@unchecked Sendable` holds because the pointer never changes and pthread allows any thread to lock what it points to.
@safe
final class Lock: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init() {
        unsafe mutex.initialize(to: pthread_mutex_t())
        let error = unsafe pthread_mutex_init(mutex, nil)
        precondition(error == 0, "pthread_mutex_init failed with \(error)")
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// For the callbacks of libcurl, which lock and unlock in two calls; everything else uses ``withLock(_:)``.
    func lock() {
        let error = unsafe pthread_mutex_lock(mutex)
        precondition(error == 0, "pthread_mutex_lock failed with \(error)")
    }

    func unlock() {
        let error = unsafe pthread_mutex_unlock(mutex)
        precondition(error == 0, "pthread_mutex_unlock failed with \(error)")
    }

    func withLock<Result>(_ body: () throws -> Result) rethrows -> Result {
        lock()
        defer { unlock() }
        return try body()
    }
}
