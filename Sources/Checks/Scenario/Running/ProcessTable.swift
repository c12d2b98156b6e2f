/// The processes that a story started.
///
/// It notices when one of them ends by itself, so that nobody waits for what a dead node should do.
actor ProcessTable {
    private struct Entry {
        let id: Int
        let name: String
        let process: any LaunchedProcess
        let watch: Task<Void, Never>
        var ending: ProcessEnding?
    }

    private let launcher: any Launcher
    private var entries: [Entry] = []
    private var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    private var lastID = 0
    /// How many processes have ended by themselves so far.
    private(set) var endingCount = 0

    init(launcher: any Launcher) { self.launcher = launcher }

    /// An empty table for processes that have nothing to do with these.
    nonisolated var sibling: ProcessTable { ProcessTable(launcher: launcher) }

    /// Starts a process and watches over it.
    func start(_ name: String, _ launch: Launch) async throws {
        let process = try await launcher.start(launch)
        lastID += 1
        let id = lastID
        let watch = Task {
            let ending = await process.ending()
            note(ending, of: id)
        }
        entries.append(Entry(id: id, name: name, process: process, watch: watch))
    }

    /// A process that was stopped is not in the table any more, and its end is no news.
    private func note(_ ending: ProcessEnding, of id: Int) {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return }
        entries[index].ending = ending
        endingCount += 1
        for waiter in waiters.values { waiter.resume() }
        waiters = [:]
    }

    /// A process that failed, so that waiting is pointless. One that ended with exit code 0 may have started a node
    /// elsewhere (`docker run --detach`).
    func failure() async -> Departure? {
        guard let entry = entries.first(where: { $0.ending.map { $0 != .exited(code: 0) } ?? false }),
            let ending = entry.ending
        else { return nil }
        return Departure(name: entry.name, ending: ending, lastLines: await entry.process.lastLines())
    }

    /// All processes that have ended by themselves, however they did.
    func departures() async -> [Departure] {
        var departures: [Departure] = []
        for entry in entries {
            guard let ending = entry.ending else { continue }
            departures.append(
                Departure(name: entry.name, ending: ending, lastLines: await entry.process.lastLines()))
        }
        return departures
    }

    /// Whether a process of this name has ended by itself, and how.
    func departure(of name: String) async -> Departure? {
        guard let entry = entries.last(where: { $0.name == name }), let ending = entry.ending else { return nil }
        return Departure(name: name, ending: ending, lastLines: await entry.process.lastLines())
    }

    /// The last lines of a process that runs.
    func lastLines(of name: String) async -> [String] {
        await entries.last { $0.name == name }?.process.lastLines() ?? []
    }

    /// Whether a process has written the text that its start waits for.
    func hasWrittenAwaitedText(_ name: String) async -> Bool {
        await entries.last { $0.name == name }?.process.hasWrittenAwaitedText() ?? false
    }

    /// Waits until more processes have ended by themselves than `count`, or the task is cancelled.
    func untilOneEnds(beyond count: Int) async {
        lastID += 1
        let id = lastID
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled || endingCount > count { return continuation.resume() }
                waiters[id] = continuation
            }
        } onCancel: {
            Task { await self.wake(id) }
        }
    }

    private func wake(_ id: Int) { waiters.removeValue(forKey: id)?.resume() }

    /// Ends a process.
    ///
    /// - Returns: how it ended; nil when there is none of this name.
    func stop(_ name: String, grace: Duration) async -> ProcessEnding? {
        guard let index = entries.lastIndex(where: { $0.name == name }) else { return nil }
        let entry = entries.remove(at: index)
        let ending = await entry.process.stop(grace: grace)
        entry.watch.cancel()
        return ending
    }

    /// Ends all processes, the last one first.
    ///
    /// - Returns: those that had ended by themselves and not with exit code 0.
    func stopAll(grace: Duration) async -> [Departure] {
        var departures: [Departure] = []
        while let entry = entries.popLast() {
            let lines = await entry.process.lastLines()
            // Also when the program itself has ended: processes that it left behind are in its group.
            _ = await entry.process.stop(grace: grace)
            entry.watch.cancel()
            if let ending = entry.ending, ending != .exited(code: 0) {
                departures.append(Departure(name: entry.name, ending: ending, lastLines: lines))
            }
        }
        return departures.reversed()
    }
}

/// A process that ended by itself.
struct Departure: Sendable {
    /// How many of its last lines are shown.
    static let lineCount = 10

    let name: String
    let ending: ProcessEnding
    let lastLines: [String]

    /// One sentence: which process, and how it ended.
    var sentence: String { "\(name) ended by itself with \(ending)" }

    /// Its last lines, for people.
    var notes: [String] {
        lastLines.isEmpty
            ? ["it wrote nothing"] : ["its last lines:"] + lastLines.suffix(Self.lineCount).map { "  \($0)" }
    }
}
