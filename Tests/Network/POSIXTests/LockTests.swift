import POSIX
import Testing

@Suite("Lock")
struct LockTests {
    @Test
    func `no change of many threads is lost`() async {
        let lock = Lock(0)
        await withTaskGroup { group in
            for _ in 0..<16 {
                group.addTask { for _ in 0..<10_000 { lock.withLock { $0 += 1 } } }
            }
        }
        #expect(lock.withLock { $0 } == 160_000)
    }

    @Test
    func `an error passes through and leaves the lock free`() {
        struct Failure: Error {}
        let lock = Lock("before")
        #expect(throws: Failure.self) {
            try lock.withLock { value throws(Failure) in
                value = "after"
                throw Failure()
            }
        }
        #expect(lock.withLock { $0 } == "after")
    }
}
