import Glibc
import POSIX
import Testing

@Suite("Signals", .timeLimit(.minutes(5)))
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

    @Test
    func `a process outlives the readers of its output, but those that it starts are as usual`() async {
        await #expect(processExitsWith: .success) {
            Signals.outliveBrokenPipes()
            var ends: [Int32] = [-1, -1]
            var byte: UInt8 = 0
            guard unsafe pipe(&ends) == 0, close(ends[0]) == 0, unsafe write(ends[1], &byte, 1) == -1, errno == EPIPE
            else { fatalError("the write did not fail") }
            // 141: the shell ended by SIGPIPE.
            let status = unsafe system("sh -c 'kill -PIPE $$'; test $? -eq 141")
            guard status == 0 else { fatalError("the signal is ignored in a child") }
        }
    }
}
