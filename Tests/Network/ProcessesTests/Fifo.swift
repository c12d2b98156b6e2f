import Glibc
import POSIX
import TestSupport

/// A named pipe that processes hold open: its end proves that they are all gone.
///
/// ```
/// exec 9> "$FIFO"     in a shell: it and all its children hold the pipe now
/// ```
final class Fifo: Sendable {
    let path: String
    private let descriptor: Int32

    /// Makes the pipe; whoever opens it for writing does not wait.
    init(in folder: String) {
        path = "\(folder)/fifo"
        precondition(unsafe mkfifo(path, 0o600) == 0)
        descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        precondition(descriptor >= 0)
        precondition(fcntl(descriptor, F_SETFL, 0) == 0)
    }

    deinit { close(descriptor) }

    /// Returns when nobody has the pipe open for writing any more; it must have been opened before.
    func waitForLastWriter() async {
        let isOver = Latch()
        Thread.start(named: "fifo") { [self] in
            var byte: UInt8 = 0
            while unsafe read(descriptor, &byte, 1) != 0 {}
            isOver.open()
        }
        await isOver.wait()
    }
}
