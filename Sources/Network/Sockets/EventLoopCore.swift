internal import Bytes
internal import CLinux
internal import Synchronization
internal import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What an ``EventLoop``'s thread works with.
///
/// Two sorts of state: the inbox is shared and locked; everything else is touched on the loop's thread only, which each
/// entry checks.
// Safe to send: see above.
@safe final class EventLoopCore: @unchecked Sendable {
    /// Jobs from any thread, and whether the loop shall end.
    private struct Inbox: Sendable {
        var jobs: [Job] = []
        /// What other threads have worked out, by the numbers of those who wait for it.
        var results: [(waiter: Int, value: any Sendable)] = []
        var isStopping = false
        /// Whether the loop's thread was told of something new since it last looked.
        var isAnnounced = false
    }

    /// A job and the executor on whose behalf it runs, which the job's actor or task keeps alive.
    @safe private enum Job: Sendable {
        case ofActor(UnownedJob, UnownedSerialExecutor)
        case ofTask(UnownedJob, UnownedTaskExecutor)

        func run() {
            switch self {
            case .ofActor(let job, let executor): unsafe job.runSynchronously(on: executor)
            case .ofTask(let job, let executor): unsafe job.runSynchronously(on: executor)
            }
        }
    }

    /// A watched descriptor. Slots are used again; the generation tells a late report from one that is meant.
    private struct Slot {
        var generation: UInt32 = 0
        var report: ((Readiness) -> Void)?
    }

    private let inbox = Lock(Inbox())
    private let wakeUp: Descriptor
    /// The loop's thread, once it runs; 0 before.
    private let thread = Atomic<UInt>(0)

    private var poller: Poller
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    private var timers = TimerHeap()
    private(set) var now = Instant.now
    private var waiters: [Int: (any Sendable) -> Void] = [:]
    private var lastWaiter = 0
    let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)

    /// The token of the event descriptor that wakes the loop; no slot has it.
    private static let wakeUpToken = UInt64.max

    init() throws(SystemError) {
        wakeUp = Descriptor(
            try retryingOnInterrupt("eventfd") { clinux_event_descriptor() })
        poller = try Poller()
        try poller.add(wakeUp.number, for: .readable, token: Self.wakeUpToken)
    }

    deinit { unsafe readBuffer.deallocate() }

    // MARK: From any thread

    func enqueue(_ job: UnownedJob, executor: UnownedSerialExecutor) {
        announce { unsafe $0.jobs.append(.ofActor(job, executor)) }
    }

    func enqueue(_ job: UnownedJob, executor: UnownedTaskExecutor) {
        announce { unsafe $0.jobs.append(.ofTask(job, executor)) }
    }

    func stop() {
        announce { $0.isStopping = true }
    }

    var isOnThread: Bool { thread.load(ordering: .relaxed) == Self.currentThread }

    private static var currentThread: UInt { UInt(pthread_self()) }

    /// Changes the inbox and wakes the loop, once for everything that comes in before it looks.
    private func announce(_ change: (inout Inbox) -> Void) {
        let mustWake = inbox.withLock { inbox in
            change(&inbox)
            defer { inbox.isAnnounced = true }
            return !inbox.isAnnounced
        }
        // The loop looks at its inbox before it waits, so its own thread need not be woken.
        guard mustWake, !isOnThread else { return }
        var one: UInt64 = 1
        unsafe write(wakeUp.number, &one, 8)
    }

    // MARK: On the loop's thread

    func checkThread() { precondition(isOnThread, "this belongs to the event loop's thread") }

    func run() {
        thread.store(Self.currentThread, ordering: .relaxed)
        while runJobs() {
            now = .now
            let count = timers.count
            while let timer = timers.popDue(now, setBefore: count) { timer.fire() }
            let isBusy = hasWork || !idleActions.isEmpty
            do {
                try poller.wait(timeout: isBusy ? .zero : timers.nextDeadline.map { max(.zero, $0 - now) }) {
                    token, readiness in
                    if token == Self.wakeUpToken {
                        var count: UInt64 = 0
                        unsafe read(wakeUp.number, &count, 8)
                    } else {
                        pending.append((token, readiness))
                    }
                }
            } catch {
                preconditionFailure("waiting for events fails only when the loop's own descriptors are wrong: \(error)")
            }
            now = .now
            let isIdle = pending.isEmpty && !hasWork
            for (token, readiness) in pending { report(readiness, to: token) }
            pending.removeAll(keepingCapacity: true)
            // One of them: what it brings about comes before the next.
            if isIdle, !idleActions.isEmpty { idleActions.removeFirst()() }
        }
    }

    /// Whether anything waits to be done: in the inbox, taken out of it, or because its time has come.
    var hasWork: Bool {
        if batchCount > 0 { return true }
        if let deadline = timers.nextDeadline, deadline <= now { return true }
        return inbox.withLock { !$0.jobs.isEmpty || !$0.results.isEmpty || $0.isStopping }
    }

    /// What was taken out of the inbox and is not yet done.
    private var batchCount = 0

    /// What is done once there is nothing else to do, first come, first served.
    private var idleActions: [() -> Void] = []

    func whenIdle(_ action: @escaping () -> Void) {
        checkThread()
        idleActions.append(action)
    }

    /// The reports of one turn, gathered first because handling one may change the poller.
    private var pending: [(token: UInt64, readiness: Readiness)] = []

    /// Runs what is in the inbox.
    ///
    /// - Returns: false once the loop shall end.
    private func runJobs() -> Bool {
        let (jobs, results, isStopping) = inbox.withLock { inbox in
            defer {
                inbox.jobs.removeAll(keepingCapacity: true)
                inbox.results.removeAll()
                inbox.isAnnounced = false
            }
            return (inbox.jobs, inbox.results, inbox.isStopping)
        }
        batchCount = jobs.count + results.count
        for job in jobs {
            batchCount -= 1
            job.run()
        }
        for (waiter, value) in results {
            batchCount -= 1
            waiters.removeValue(forKey: waiter)?(value)
        }
        return !isStopping
    }

    func runBlocking<Result: Sendable>(
        _ work: @escaping @Sendable () -> Result, then completion: @escaping (Result) -> Void
    ) {
        checkThread()
        lastWaiter += 1
        let waiter = lastWaiter
        waiters[waiter] = { value in
            guard let result = value as? Result else { preconditionFailure("a waiter gets what its own work gave") }
            completion(result)
        }
        Thread.start(named: "mockloop-block") { [self] in
            let result = work()
            announce { $0.results.append((waiter, result)) }
        }
    }

    private func report(_ readiness: Readiness, to token: UInt64) {
        let slot = slots[Int(token & 0xFFFF_FFFF)]
        guard slot.generation == UInt32(token >> 32) else { return }
        slot.report?(readiness)
    }

    func schedule(at deadline: Instant, _ action: @escaping () -> Void) -> Timer {
        checkThread()
        let timer = Timer(deadline: deadline, action: action)
        timers.insert(timer)
        return timer
    }

    func register(
        _ descriptor: Int32, for interest: Readiness, _ report: @escaping (Readiness) -> Void
    ) throws(SystemError) -> Registration {
        checkThread()
        let index = freeSlots.popLast() ?? slots.count
        if index == slots.count { slots.append(Slot()) }
        let token = UInt64(slots[index].generation) << 32 | UInt64(index)
        do {
            try poller.add(descriptor, for: interest, token: token)
        } catch {
            freeSlots.append(index)
            throw error
        }
        slots[index].report = report
        return Registration(core: self, descriptor: descriptor, token: token, interest: interest)
    }

    func change(_ descriptor: Int32, to interest: Readiness, token: UInt64) throws(SystemError) {
        checkThread()
        try poller.change(descriptor, to: interest, token: token)
    }

    func unregister(_ descriptor: Int32, token: UInt64) {
        checkThread()
        let index = Int(token & 0xFFFF_FFFF)
        // Who is told may be the last who keeps the descriptor open: it goes when the poller has forgotten it.
        let report = slots[index].report.take()
        slots[index].generation &+= 1
        freeSlots.append(index)
        do { try poller.remove(descriptor) } catch {
            preconditionFailure("a registered descriptor is open until its registration is cancelled: \(error)")
        }
        withExtendedLifetime(report) {}
    }
}
