/// Something that happens once, on any thread, and that a test waits for.
final class Signal: Sendable {
    private let (stream, continuation) = AsyncStream<Never>.makeStream()

    func raise() { continuation.finish() }

    /// Returns when it has been raised.
    func wait() async { for await _ in stream {} }
}
