internal import Logging
internal import POSIX

/// Sets the level of loggers that have been handed out long ago: a `Logger` is a value and would keep its own.
final class LogSwitch: Sendable {
    private let state = Lock<Logger.Level?>(nil)

    /// The level of all loggers made here; nil for the one that each began with.
    var level: Logger.Level? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    /// A logger like `logger` that obeys this switch.
    func logger(like logger: Logger) -> Logger {
        Logger(label: logger.label) { _ in Handler(base: logger.handler, log: self) }
    }

    private struct Handler: LogHandler {
        var base: any LogHandler
        let log: LogSwitch

        var logLevel: Logger.Level {
            get { log.level ?? base.logLevel }
            set { base.logLevel = newValue }
        }

        var metadata: Logger.Metadata {
            get { base.metadata }
            set { base.metadata = newValue }
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { base[metadataKey: key] }
            set { base[metadataKey: key] = newValue }
        }

        func log(event: LogEvent) { base.log(event: event) }
    }
}
