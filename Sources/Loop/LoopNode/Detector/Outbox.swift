internal import HTTPClient
internal import Logging
internal import LoopDomain
internal import POSIX

/// Takes images to the Loop: keeps them on disk until they are there.
///
/// Every 5 s the next 20 go out in one request. What becomes of them is for the answer to say:
///
/// | Status | |
/// | --- | --- |
/// | 200 | they are there, and go |
/// | 422 | something in them is wrong: each half is sent alone, until the bad one is; that one is dropped |
/// | 429, others, none | they stay for the next time, which is the later the longer it does not work |
///
/// An image goes once it is known to be there, and not before. So one that is on its way when the process dies goes out
/// twice; nothing else does.
actor Outbox {
    /// Images of one request.
    static let batchSize = 20

    /// From the end of one request to the beginning of the next, and the most while requests fail.
    static let interval: Duration = .seconds(5)
    static let longestInterval: Duration = .seconds(60)

    /// The longest time for a request, and for an upload to stop.
    static let timeout: Duration = .seconds(30)
    static let stopTimeout: Duration = .seconds(31)

    /// Whether images go out.
    enum Mode: String, Sendable, CaseIterable {
        case continuousUpload = "continuous_upload"
        case stopped
    }

    private let folder: OutboxFolder
    private let limit: Int
    private let url: String
    /// Of its own: nobody logs in here, and no connection is used twice. On one that is, libcurl would send an image
    /// again by itself when no answer comes.
    private let client: Client
    private let clock: any Clock<Duration>
    private let wallClock: WallClock
    private let logger: Logger
    private let thread = WorkerThread(name: "outbox")

    private var queue = OutboxQueue()
    private var inFlight: Set<OutboxQueue.Item> = []
    private var interval = Outbox.interval
    private var work: Task<Void, Never>?
    private var pause: Task<Void, Never>?
    private var isToRun = false
    private var whenStopped: [Int: CheckedContinuation<Bool, Never>] = [:]
    private var lastWaiter = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - folder: where the images wait.
    ///   - limit: how many without priority may wait.
    ///   - url: where they go.
    ///   - certificatePath: a PEM file with the authorities to trust; nil means the system's.
    init(
        _ folder: OutboxFolder, limit: Int, to url: String, certificatePath: String?, clock: any Clock<Duration>,
        wallClock: WallClock, logger: Logger
    ) {
        self.folder = folder
        self.limit = limit
        self.url = url
        client = Client(configuration: .init(caCertificate: certificatePath, userAgent: "LoopNode"))
        self.clock = clock
        self.wallClock = wallClock
        self.logger = logger
    }

    /// Finds what is there from an earlier time.
    ///
    /// - Throws: ``NodeError/dataFolder(path:reason:)``.
    func open() throws(NodeError) {
        queue = OutboxQueue()
        for item in try folder.open() { queue.add(item) }
        if queue.count > 0 { logger.info("\(queue.count) images wait for the Loop from an earlier time") }
    }

    /// How many images wait.
    var count: Int { queue.count }

    // MARK: - In

    /// Keeps an image for the Loop; it is on disk when this returns.
    ///
    /// - Throws: ``ImageError`` for an array that is no picture, `SystemError` when it cannot be written.
    func save(_ image: ImageInput, _ metadata: ImageRecord, isPriority: Bool = false) throws {
        let item = try folder.add(try image.jpeg(), metadata, isPriority: isPriority, at: wallClock.localNow)
        queue.add(item)
        let dropped = queue.trim(to: limit, keeping: inFlight)
        guard !dropped.isEmpty else { return }
        logger.info("More than \(limit) images wait; the oldest are dropped: \(dropped.count)")
        discard(dropped)
    }

    private func discard(_ items: Set<OutboxQueue.Item>) {
        for (item, error) in folder.remove(items) {
            logger.error("The image \(item.id) cannot be removed: \(error)")
        }
    }

    // MARK: - Modes

    /// Whether images go out. Until a request that is under way has ended, they do.
    var mode: Mode { work == nil ? .stopped : .continuousUpload }

    /// Lets images go out, from now on.
    func start() {
        isToRun = true
        guard work == nil else { return }
        interval = Self.interval
        work = Task { await run() }
    }

    /// Lets no further images go out.
    ///
    /// - Returns: whether the request that was under way has ended; false when it takes too long.
    func stop() async -> Bool {
        guard work != nil else { return true }
        isToRun = false
        pause?.cancel()
        lastWaiter += 1
        let waiter = lastWaiter
        let timeout = Task {
            try await clock.sleep(for: Self.stopTimeout)
            whenStopped.removeValue(forKey: waiter)?.resume(returning: false)
        }
        defer { timeout.cancel() }
        return await withCheckedContinuation { whenStopped[waiter] = $0 }
    }

    private func run() async {
        while isToRun {
            let hasWorked = await uploadBatch()
            interval = hasWorked ? Self.interval : min(interval * 2, Self.longestInterval)
            guard isToRun else { break }
            let pause = Task { [clock, interval] in _ = try? await clock.sleep(for: interval) }
            self.pause = pause
            await pause.value
        }
        pause = nil
        work = nil
        for waiter in whenStopped.values { waiter.resume(returning: true) }
        whenStopped = [:]
    }

    /// Lets go of everything; nothing goes out any more.
    func close() async {
        _ = await stop()
        await client.close()
    }

    // MARK: - Out

    /// Sends the next images.
    ///
    /// - Returns: false when they must be sent again.
    func uploadBatch() async -> Bool {
        let items = queue.next(Self.batchSize)
        guard !items.isEmpty else { return true }
        inFlight = Set(items)
        defer { inFlight = [] }
        return await upload(items)
    }

    private func upload(_ candidates: [OutboxQueue.Item]) async -> Bool {
        var items: [OutboxQueue.Item] = []
        var parts: [FormPart] = []
        for item in candidates {
            switch folder.contents(of: item) {
            case .parts(let own):
                items.append(item)
                parts += own
            case .gone: queue.remove([item])
            case .incomplete:
                queue.remove([item])
                logger.error("The image \(item.id) has no JSON or no JPEG file; it stays in \(folder.path(of: item))")
            }
        }
        guard !items.isEmpty else { return true }
        let status: Int
        do {
            let response = try await client.perform(
                Request(
                    method: "POST", url: url, fields: [Field(name: "Connection", value: "close")], body: .form(parts),
                    timeout: Self.timeout))
            status = response.status
            if status != 200 { logger.warning("\(items.count) images were answered \(status): \(response.detail)") }
        } catch {
            logger.warning("\(items.count) images could not be sent: \(error)")
            return false
        }
        switch status {
        case 200:
            finish(items)
            return true
        case 422 where items.count == 1:
            logger.error("The Loop does not take the image \(items[0].id); it is dropped")
            finish(items)
            return true
        case 422:
            let half = items.count / 2
            let isFirstDone = await upload(Array(items[..<half]))
            return await upload(Array(items[half...])) && isFirstDone
        default: return false
        }
    }

    private func finish(_ items: [OutboxQueue.Item]) {
        let items = Set(items)
        queue.remove(items)
        discard(items)
    }
}
