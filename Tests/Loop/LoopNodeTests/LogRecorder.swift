import Foundation
import Logging

/// Keeps what was logged, for a test to look at.
///
/// `@unchecked Sendable`: `lines` is touched with `lock` held only.
final class LogRecorder: @unchecked Sendable {
    private let lock = NSLock()
    private var lines: [String] = []
    private let whenLogged: @Sendable () -> Void

    /// - Parameter whenLogged: called after each line.
    init(whenLogged: @escaping @Sendable () -> Void = {}) { self.whenLogged = whenLogged }

    /// `error: the sentence`, in order.
    var text: [String] { lock.withLock { lines } }

    var logger: Logger { Logger(label: "test") { _ in Handler(recorder: self) } }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata = Logger.Metadata()
        var logLevel = Logger.Level.trace

        init(recorder: LogRecorder) { self.recorder = recorder }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            recorder.lock.withLock { recorder.lines.append("\(event.level): \(event.message)") }
            recorder.whenLogged()
        }
    }
}
