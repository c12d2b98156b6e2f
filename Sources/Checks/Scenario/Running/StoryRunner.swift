/// Tells stories to a Loop, one after the other.
///
/// ```swift
/// let runner = StoryRunner(
///     environment: environment, exchange: Client(), launcher: ProcessLauncher(), clock: ContinuousClock(),
///     observers: [TextReporter(…)])
/// let result = await runner.run(stories)
/// ```
///
/// Nothing here throws: what goes wrong is a result. When the task is cancelled, the step at hand ends, the rest is
/// skipped, and every process that a story started is gone before `run` returns.
package struct StoryRunner<TimeSource: Clock>: Sendable where TimeSource.Duration == Duration {
    private let environment: RunEnvironment
    private let exchange: any Exchange
    private let launcher: any Launcher
    private let clock: TimeSource
    private let observers: [any RunObserver]

    /// - Parameters:
    ///   - environment: the Loop, and what else differs from run to run.
    ///   - exchange: what sends requests.
    ///   - launcher: what starts processes.
    ///   - clock: what tells time and waits.
    ///   - observers: who is told what happens, in this order.
    package init(
        environment: RunEnvironment, exchange: any Exchange, launcher: any Launcher, clock: TimeSource,
        observers: [any RunObserver] = []
    ) {
        self.environment = environment
        self.exchange = exchange
        self.launcher = launcher
        self.clock = clock
        self.observers = observers
    }

    /// Tells the stories in order; one that does not hold does not keep the next from being told.
    package func run(_ stories: [Story]) async -> RunResult {
        var results: [StoryResult] = []
        for story in stories {
            var run = StoryRun(
                story: story, environment: environment, exchange: exchange, processes: ProcessTable(launcher: launcher),
                clock: clock, observers: observers)
            results.append(await run.run())
        }
        return RunResult(stories: results)
    }
}
