package import Bytes
internal import CLinux
package import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// One thread that waits for sockets, timers and the jobs of the actors whose executor it is.
///
/// Everything that belongs to a server runs here, so that nothing in it needs a lock: an actor names this loop as its
/// executor, and readiness enters it without a hop. The thread ends when the last owner lets the loop go.
package final class EventLoop: SerialExecutor, Scheduler {
    private let core: EventLoopCore

    /// - Parameter name: the thread's name, at most 15 bytes.
    package init(name: String) throws(SystemError) {
        core = try EventLoopCore()
        // The thread holds the core only, so that the last owner's release can end it.
        Thread.start(named: name) { [core] in core.run() }
    }

    deinit { core.stop() }

    package func enqueue(_ job: consuming ExecutorJob) {
        unsafe core.enqueue(UnownedJob(job), executor: asUnownedSerialExecutor())
    }

    /// Runs a job of a task that is no actor's.
    fileprivate func enqueue(_ job: consuming ExecutorJob, of executor: EventLoopTasks) {
        unsafe core.enqueue(UnownedJob(job), executor: executor.asUnownedTaskExecutor())
    }

    package func isSameExclusiveExecutionContext(other: EventLoop) -> Bool { self === other }

    package func checkIsolated() {
        precondition(core.isOnThread, "this state belongs to the event loop's thread")
    }

    package var now: Instant { core.now }

    package func schedule(at deadline: Instant, _ action: @escaping () -> Void) -> Timer {
        core.schedule(at: deadline, action)
    }

    /// Returns once nothing is left to do: no job, no timer that is due, no descriptor that is ready. Of several who wait
    /// for that, the first one goes on, and the next one when what that brought about is done, too.
    package nonisolated(nonsending) func untilIdle() async {
        await withCheckedContinuation(isolation: #isolation) { continuation in
            core.whenIdle { continuation.resume() }
        }
    }

    /// Whether anything waits to be done that is known of without a look at the descriptors.
    package var hasWork: Bool {
        core.checkThread()
        return core.hasWork
    }

    /// Watches `descriptor` until the registration is cancelled; `report` runs on the loop's thread.
    package func register(
        _ descriptor: Int32, for interest: Readiness, _ report: @escaping (Readiness) -> Void
    ) throws(SystemError) -> Registration {
        try core.register(descriptor, for: interest, report)
    }

    /// Runs `work`, which may block, on a thread of its own, and `completion` with its result on the loop's thread.
    package func runBlocking<Result: Sendable>(
        _ work: @escaping @Sendable () -> Result, then completion: @escaping (Result) -> Void
    ) {
        core.runBlocking(work, then: completion)
    }

    /// A buffer that whoever reads from a socket may use for the length of one call: one for all, because one thread
    /// reads. 64 KiB is what one read takes from a fast peer.
    func withReadBuffer<Result, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        core.checkThread()
        return try unsafe body(core.readBuffer)
    }
}

/// Lets tasks run on the thread of an ``EventLoop``, with whatever they call that is no other actor's:
/// `Task(executorPreference:)`.
package final class EventLoopTasks: TaskExecutor {
    private let loop: EventLoop

    package init(on loop: EventLoop) { self.loop = loop }

    package func enqueue(_ job: consuming ExecutorJob) { loop.enqueue(job, of: self) }
}

/// A descriptor that a loop watches. Cancel it before the descriptor is closed.
package final class Registration {
    private let core: EventLoopCore
    private let descriptor: Int32
    private let token: UInt64
    private var interest: Readiness
    private var isCancelled = false

    init(core: EventLoopCore, descriptor: Int32, token: UInt64, interest: Readiness) {
        self.core = core
        self.descriptor = descriptor
        self.token = token
        self.interest = interest
    }

    /// Asks for other readiness from now on; the same costs nothing.
    package func setInterest(_ interest: Readiness) throws(SystemError) {
        guard !isCancelled, interest != self.interest else { return }
        self.interest = interest
        try core.change(descriptor, to: interest, token: token)
    }

    /// No further report, not even one that is already on its way.
    package func cancel() {
        guard !isCancelled else { return }
        isCancelled = true
        core.unregister(descriptor, token: token)
    }
}

extension Instant {
    /// Now, by the system's monotonic clock.
    package static var now: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(sinceStart: .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec))
    }
}
