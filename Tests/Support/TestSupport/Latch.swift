/// Something that happens once, on any thread, and that tests wait for.
package final class Latch: Sendable {
    private let (stream, continuation) = AsyncStream<Never>.makeStream()

    package init() {}

    /// It has happened.
    package func open() { continuation.finish() }

    /// Returns when it has happened.
    package func wait() async { for await _ in stream {} }
}
