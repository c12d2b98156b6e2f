#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A thread that runs the jobs of the actors whose executor it is, one after the other.
///
/// For blocking work: files, archives. The thread starts with the first job and ends when the last owner lets go.
package final class WorkerThread: SerialExecutor {
    private let queue = JobQueue()
    private let isStarted = Lock(false)
    private let name: String

    package init(name: String) { self.name = name }

    deinit { queue.close() }

    /// Whether no job waits or runs. What the jobs before have given to other executors is with those by then.
    package var isIdle: Bool { queue.isIdle }

    package func enqueue(_ job: consuming ExecutorJob) {
        let mustStart = isStarted.withLock { isStarted in
            defer { isStarted = true }
            return !isStarted
        }
        if mustStart {
            // The thread holds the queue only, so that the last owner's release can end it.
            Thread.start(named: name) { [queue] in queue.drain() }
        }
        unsafe queue.append(UnownedJob(job), executor: unsafe asUnownedSerialExecutor())
    }
}

/// Jobs between the threads that enqueue them and the one that runs them.
// Safe to send: the fields are touched with `mutex` held.
@safe private final class JobQueue: @unchecked Sendable {
    private var jobs: [Entry] = []
    private var isClosed = false
    private var isRunning = false
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    /// A job and the executor on whose behalf it runs, which the job's actor keeps alive.
    @safe private struct Entry {
        let job: UnownedJob
        let executor: UnownedSerialExecutor
    }

    init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition = .allocate(capacity: 1)
        unsafe condition.initialize(to: pthread_cond_t())
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    func append(_ job: UnownedJob, executor: UnownedSerialExecutor) {
        unsafe pthread_mutex_lock(mutex)
        unsafe jobs.append(Entry(job: job, executor: unsafe executor))
        unsafe pthread_cond_signal(condition)
        unsafe pthread_mutex_unlock(mutex)
    }

    var isIdle: Bool {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return jobs.isEmpty && !isRunning
    }

    func close() {
        unsafe pthread_mutex_lock(mutex)
        isClosed = true
        unsafe pthread_cond_signal(condition)
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Runs jobs until the queue is closed and empty.
    func drain() {
        while true {
            unsafe pthread_mutex_lock(mutex)
            isRunning = false
            while jobs.isEmpty && !isClosed { unsafe pthread_cond_wait(condition, mutex) }
            let batch = jobs
            jobs.removeAll(keepingCapacity: true)
            let isEnding = batch.isEmpty
            isRunning = !isEnding
            unsafe pthread_mutex_unlock(mutex)
            if isEnding { return }
            for entry in batch { unsafe entry.job.runSynchronously(on: entry.executor) }
        }
    }
}
