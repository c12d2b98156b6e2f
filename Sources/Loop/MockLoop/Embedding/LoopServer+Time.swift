internal import Bytes
internal import POSIX
internal import Sockets

extension LoopServer {
    /// Moves the ``ManualClock`` that this Loop goes by; see ``ManualClock/advance(by:)``.
    ///
    /// - Precondition: its ``Configuration/clock`` is one: no other can be moved.
    public func advance(by duration: Duration) async {
        guard let clock = configuration.clock as? ManualClock else {
            preconditionFailure("only a ManualClock can be moved: let the configuration's clock be one")
        }
        await clock.advance(by: duration)
    }

    /// Returns when `duration` has passed by the clock that the Loop goes by.
    ///
    /// - Throws: `CancellationError` when the task is cancelled meanwhile.
    public func sleep(for duration: Duration) async throws {
        let pending = Pending<Void>()
        let timer = scheduler.schedule(at: scheduler.now + max(.zero, duration)) { pending.complete(.success(())) }
        defer { timer.cancel() }
        try await pending.value
    }

    /// Plays a script: a task that runs on the Loop's own thread, with everything that it calls there.
    ///
    /// So ``ManualClock/advance(by:)`` knows when it waits, and goes on in its favour first: what a script does takes no
    /// time, but where it calls ``sleep(for:)`` or waits for the Loop. What it calls must not block the thread, and what
    /// belongs to another thread (`@MainActor`) is not waited for.
    ///
    /// ```swift
    /// let script = await loop.play {
    ///     for _ in 0..<720 {
    ///         try await trainer.call("update_trainer", status)
    ///         try await loop.sleep(for: .seconds(5))
    ///     }
    /// }
    /// await loop.advance(by: .seconds(3600))
    /// try await script.value
    /// ```
    ///
    /// - Returns: the task, which is cancelled when the Loop stops.
    @discardableResult
    public func play(_ script: @escaping @Sendable () async throws -> Void) -> Task<Void, any Error> {
        lastScript += 1
        let number = lastScript
        let task = Task(executorPreference: tasks) {
            let result: Result<Void, any Error>
            do { result = .success(try await script()) } catch { result = .failure(error) }
            await self.ended(script: number)
            try result.get()
        }
        scripts[number] = task
        return task
    }

    private func ended(script number: Int) { scripts[number] = nil }

    // MARK: For the clock

    /// When the next thing is due on a ``ManualClock``, if anything is.
    var nextDeadline: Instant? { manual?.nextDeadline }

    /// The clock was moved: what is due at `instant` happens, and all that it brings about without taking time.
    func reach(_ instant: Instant) async {
        guard let manual else { return }
        manual.move(to: instant)
        manual.runDue()
        await settleAll()
    }

    /// Returns when everything has happened that takes no time, and nobody else waits for that: time may go on.
    func settleAll() async {
        repeat { await settle() } while settlingCount > 0
    }

    /// Returns when everything has happened that takes no time: on a ``ManualClock``. Any other goes on meanwhile.
    func settle() async {
        guard manual != nil else { return }
        settlingCount += 1
        defer { settlingCount -= 1 }
        while true {
            await loop.untilIdle()
            // What the thread for files has done is in the loop's inbox before that thread is idle: look in this order.
            if storage.thread.isIdle, !loop.hasWork { return }
            await storage.catchUp()
        }
    }

    /// Lets those who wait for a ``ManualClock`` that nobody moves any more have their time.
    func letTimePass() async {
        for script in scripts.values { script.cancel() }
        guard let manual else { return }
        let end = manual.now + .seconds(86_400)
        while manual.step(by: end) {}
        await settleAll()
    }
}
