import Glibc
import POSIX
import Testing

@Suite("Threads", .timeLimit(.minutes(5)))
struct WorkerThreadTests {
    /// An actor that works on a thread of its own.
    private actor Worker {
        private let thread: WorkerThread
        private(set) var steps: [Int] = []
        private(set) var threads: Set<UInt> = []
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

        init(_ thread: WorkerThread) { self.thread = thread }

        func step(_ number: Int) {
            steps.append(number)
            threads.insert(UInt(pthread_self()))
        }

        var isThreadIdle: Bool { thread.isIdle }

        var threadName: String {
            let file = unsafe open("/proc/thread-self/comm", O_RDONLY)
            defer { close(file) }
            var name = [UInt8](repeating: 0, count: 32)
            let count = unsafe read(file, &name, name.count)
            return String(decoding: name.prefix(max(0, count - 1)), as: UTF8.self)
        }
    }

    @Test
    func `the jobs of all actors of a thread run on it, and none of one is lost`() async {
        let thread = WorkerThread(name: "shared")
        let workers = (0..<4).map { _ in Worker(thread) }
        await withTaskGroup { group in
            for number in 0..<1000 {
                group.addTask { await workers[number % 4].step(number) }
            }
        }
        var threads: Set<UInt> = []
        for (index, worker) in workers.enumerated() {
            #expect(await worker.steps.sorted() == Array(stride(from: index, to: 1000, by: 4)))
            threads.formUnion(await worker.threads)
        }
        #expect(threads.count == 1)
    }

    @Test
    func `jobs run in the order in which they came`() async {
        let worker = Worker(WorkerThread(name: "ordered"))
        for number in 0..<100 { await worker.step(number) }
        #expect(await worker.steps == Array(0..<100))
    }

    @Test
    func `a thread has its name, cut at 15 bytes`() async {
        #expect(await Worker(WorkerThread(name: "a-name")).threadName == "a-name")
        #expect(await Worker(WorkerThread(name: "much-too-long-a-name")).threadName == "much-too-long-a")
    }

    @Test
    func `a thread of the system runs what it is given`() async {
        let (stream, continuation) = AsyncStream.makeStream(of: UInt.self)
        Thread.start(named: "one-shot") {
            continuation.yield(UInt(pthread_self()))
            continuation.finish()
        }
        for await thread in stream { #expect(thread != UInt(pthread_self())) }
    }

    @Test
    func `a thread is idle when what it was given is done and handed on`() async {
        let thread = WorkerThread(name: "idle")
        #expect(thread.isIdle)
        let (worker, other) = (Worker(thread), Worker(thread))
        #expect(await worker.isThreadIdle == false)
        for number in 0..<100 {
            await worker.step(number)
            await other.step(number)
        }
        // The job that brought us here may not have ended; it need not run for that.
        while !thread.isIdle { await Task.yield() }
        #expect(thread.isIdle)
    }
}
