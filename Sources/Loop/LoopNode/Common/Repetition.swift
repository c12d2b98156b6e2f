internal import Logging
internal import POSIX

/// What a node does again and again as long as it runs, unless it is muted.
///
/// A muted node (`SKIP_REPEAT_ON_START`, `PUT /socketio`) says nothing to its Loop, and does not connect to it.
final class Repetition: Sendable {
    /// The pause between two rounds, and how often a muted node looks whether it still is. The Python library's numbers.
    static let pause = Duration.seconds(5)
    static let mutedPause = Duration.seconds(1)

    private let muted: Lock<Bool>
    private let clock: any Clock<Duration>
    private let logger: Logger

    init(isMuted: Bool, clock: any Clock<Duration>, logger: Logger) {
        muted = Lock(isMuted)
        self.clock = clock
        self.logger = logger
    }

    var isMuted: Bool {
        get { muted.withLock { $0 } }
        set { muted.withLock { $0 = newValue } }
    }

    /// Calls `round` until the task is cancelled, with a pause behind each call; what it throws is logged.
    func run(every pause: Duration = pause, _ round: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            do {
                guard !isMuted else {
                    try await clock.sleep(for: Self.mutedPause)
                    continue
                }
                do {
                    try await round()
                } catch let error where !(error is CancellationError) && !Task.isCancelled {
                    logger.warning("\(error)")
                }
                try await clock.sleep(for: pause)
            } catch {
                return
            }
        }
    }
}
