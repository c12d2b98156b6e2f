import Bytes
import POSIX
import Sockets
import TestSupport
import Testing

@Suite("EventLoop", .timeLimit(.minutes(5)))
struct EventLoopTests {
    @Test
    func `timers fire in the order of their deadlines, those of one deadline included`() async throws {
        let (fired, fire) = AsyncStream.makeStream(of: Int.self)
        let host = try Host()
        await host.run { host in
            var generator = SeededGenerator(seed: 7)
            // All are due already, so that nobody waits.
            let order = (1...1000).shuffled(using: &generator)
            for number in order {
                _ = host.loop.schedule(at: host.loop.now + .nanoseconds(number - 2000)) { fire.yield(number) }
            }
            _ = host.loop.schedule(at: host.loop.now) { fire.finish() }
        }
        var numbers: [Int] = []
        for await number in fired { numbers.append(number) }
        #expect(numbers == Array(1...1000))
    }

    @Test
    func `a cancelled timer does not fire, not even when one of the same turn cancels it`() async throws {
        let (fired, fire) = AsyncStream.makeStream(of: String.self)
        let host = try Host()
        await host.run { host in
            let now = host.loop.now
            let first = host.loop.schedule(at: now) { fire.yield("first") }
            let third = host.loop.schedule(at: now + .nanoseconds(2)) { fire.yield("third") }
            _ = host.loop.schedule(at: now + .nanoseconds(1)) {
                fire.yield("second")
                third.cancel()
            }
            _ = host.loop.schedule(at: now + .nanoseconds(3)) { fire.finish() }
            first.cancel()
            #expect(first.isDone)
        }
        var names: [String] = []
        for await name in fired { names.append(name) }
        #expect(names == ["second"])
    }

    @Test
    func `a timer may set the next one`() async throws {
        let (fired, fire) = AsyncStream.makeStream(of: Int.self)
        let host = try Host()
        await host.run { host in
            let loop = host.loop
            func next(_ number: Int) {
                _ = loop.schedule(at: loop.now) { [unowned loop] in
                    _ = loop
                    fire.yield(number)
                    if number < 100 { next(number + 1) } else { fire.finish() }
                }
            }
            next(1)
        }
        var count = 0
        for await number in fired {
            count += 1
            #expect(number == count)
        }
        #expect(count == 100)
    }

    @Test
    func `a timer is not early`() async throws {
        let (fired, fire) = AsyncStream.makeStream(of: Duration.self)
        let host = try Host()
        await host.run { host in
            let deadline = host.loop.now + .microseconds(1500)
            _ = host.loop.schedule(at: deadline) {
                fire.yield(Instant.now - deadline)
                fire.finish()
            }
        }
        for await delay in fired { #expect(delay >= .zero) }
    }

    @Test
    func `jobs of many tasks all run on the one thread`() async throws {
        let counter = Counter(try EventLoop(name: "counting"))
        await withTaskGroup { group in
            for _ in 0..<100 {
                group.addTask { for _ in 0..<100 { await counter.count() } }
            }
        }
        #expect(await counter.total == 10_000)
        #expect(await counter.threads.count == 1)
    }

    private actor Counter {
        let loop: EventLoop
        var total = 0
        var threads: Set<String> = []
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

        init(_ loop: EventLoop) { self.loop = loop }

        func count() {
            total += 1
            threads.insert(Threads.currentName)
        }
    }

    @Test
    func `the thread ends when the last owner lets the loop go`() async throws {
        let (goings, gone) = AsyncStream<Never>.makeStream()
        do {
            let host = try Host()
            await host.run { host in
                // The loop's own memory goes with its thread; an hour is not waited for.
                let canary = Canary { gone.finish() }
                _ = host.loop.schedule(at: host.loop.now + .seconds(3600)) { canary.hold() }
            }
        }
        for await _ in goings {}
    }

    @Test
    func `readiness of a descriptor is reported until its registration is cancelled`() async throws {
        let pipe = try Pipe()
        let (reports, report) = AsyncStream.makeStream(of: Int.self)
        let host = try Host()
        try await host.run { host in
            var count = 0
            var registration: Registration?
            registration = try host.loop.register(pipe.readEnd, for: .readable) { readiness in
                #expect(readiness.contains(.readable))
                count += 1
                report.yield(count)
                // Nobody reads, so it stays ready: level-triggered.
                if count == 3 {
                    registration?.cancel()
                    registration = nil
                    report.finish()
                }
            }
        }
        pipe.write()
        var counts: [Int] = []
        for await count in reports { counts.append(count) }
        #expect(counts == [1, 2, 3])
    }

    @Test
    func `a late report does not reach who took over the place of a cancelled registration`() async throws {
        let pipes = [try Pipe(), try Pipe()]
        let fresh = try Pipe()
        let (reports, report) = AsyncStream.makeStream(of: String.self)
        let host = try Host()
        try await host.run { host in
            for pipe in pipes { pipe.write() }
            let loop = host.loop
            var registrations: [Registration?] = [nil, nil]
            var successor: Registration?
            for index in pipes.indices {
                registrations[index] = try loop.register(pipes[index].readEnd, for: .readable) { [unowned loop] _ in
                    report.yield("pipe")
                    // Both are reported in one turn. The first cancels the second, whose place goes to another at once.
                    for registration in registrations { registration?.cancel() }
                    registrations = []
                    successor = try? loop.register(fresh.readEnd, for: .readable) { _ in report.yield("fresh") }
                }
            }
            _ = successor
        }
        var iterator = reports.makeAsyncIterator()
        #expect(await iterator.next() == "pipe")
        await host.run { _ in }
        await host.run { _ in report.finish() }
        #expect(await iterator.next() == nil)
    }

    @Test
    func `who is told may be the last who keeps the descriptor open`() async throws {
        let host = try Host()
        try await host.run { host in
            let registration: Registration
            do {
                let pipe = try Pipe()
                registration = try host.loop.register(pipe.readEnd, for: .readable) { _ in pipe.write() }
            }
            // Only the closure has the pipe now: a connection attempt that is given up while nobody answers is so.
            registration.cancel()
        }
    }

    @Test
    func `timers of one deadline fire in the order in which they were set`() async throws {
        let host = try Host()
        let numbers = await host.run { host in
            let deadline = host.loop.now
            let fired = Record()
            for number in 1...200 { _ = host.loop.schedule(at: deadline) { fired.numbers.append(number) } }
            return fired
        }
        await host.untilIdle()
        #expect(await host.run { _ in numbers.numbers } == Array(1...200))
    }

    /// What happened, in order; touched on the loop's thread alone.
    private final class Record: @unchecked Sendable {
        var numbers: [Int] = []
    }

    @Test
    func `timers that set the next one at once leave room for descriptors`() async throws {
        let pipe = try Pipe()
        let host = try Host()
        let (reports, report) = AsyncStream.makeStream(of: Void.self)
        try await host.run { host in
            let loop = host.loop
            var isOver = false
            func next() {
                _ = loop.schedule(at: loop.now) { if !isOver { next() } }
            }
            next()
            var registration: Registration?
            registration = try loop.register(pipe.readEnd, for: .readable) { _ in
                isOver = true
                registration?.cancel()
                registration = nil
                report.finish()
            }
        }
        pipe.write()
        for await _ in reports {}
    }

    @Test
    func `a loop is idle when its jobs, its timers and its descriptors are done, and not before`() async throws {
        let pipe = try Pipe()
        let host = try Host()
        let done = Record()
        try await host.run { host in
            let loop = host.loop
            // Each of them sets the next one.
            func next(_ number: Int) {
                _ = loop.schedule(at: loop.now) {
                    done.numbers.append(number)
                    if number < 50 { next(number + 1) } else { pipe.write() }
                }
            }
            next(1)
            var registration: Registration?
            registration = try loop.register(pipe.readEnd, for: .readable) { _ in
                done.numbers.append(100)
                registration?.cancel()
                registration = nil
                _ = loop.schedule(at: loop.now) { done.numbers.append(200) }
            }
            _ = loop.schedule(at: loop.now + .seconds(3600)) { done.numbers.append(-1) }
        }
        await host.untilIdle()
        #expect(await host.run { _ in done.numbers } == Array(1...50) + [100, 200])
    }
}
