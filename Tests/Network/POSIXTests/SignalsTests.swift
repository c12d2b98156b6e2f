import Glibc
import POSIX
import Testing

@Suite("Signals")
struct SignalsTests {
    @Test
    func `each signal that asks to end is told once, and ends nothing by itself`() async {
        // In a process of its own: signals belong to the process.
        await #expect(processExitsWith: .success) {
            let (endings, tell) = AsyncStream.makeStream(of: Signals.Ending.self)
            try Signals.onEnding { tell.yield($0) }
            var iterator = endings.makeAsyncIterator()
            for (number, ending) in [(SIGTERM, Signals.Ending.terminate), (SIGINT, .interrupt), (SIGTERM, .terminate)] {
                kill(getpid(), number)
                guard await iterator.next() == ending else { fatalError("another signal than was sent") }
            }
        }
    }
}
