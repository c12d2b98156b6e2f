import POSIX
import TestSupport
import Testing

@testable import LoopNode

@Suite("One login for all", .timeLimit(.minutes(5))) struct SharedLoginTests {
    private let login = SharedLogin()
    private let count = Lock(0)

    private struct Failure: Error {}

    @Test func `those who need one at the same time get the same`() async throws {
        let gate = Latch()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    try await login.renew(after: 0) {
                        count.withLock { $0 += 1 }
                        await gate.wait()
                    }
                }
            }
            gate.open()
            try await group.waitForAll()
        }
        #expect(count.withLock { $0 } == 1)
        #expect(await login.count == 1)
    }

    @Test func `who knows of an older one gets the present one, who knows that one a new one`() async throws {
        for expected in 1...3 {
            let known = await login.count
            try await login.renew(after: known) { count.withLock { $0 += 1 } }
            try await login.renew(after: known) { count.withLock { $0 += 1 } }
            #expect(count.withLock { $0 } == expected)
        }
    }

    @Test func `one that fails fails for all who waited, and the next one is tried`() async throws {
        await #expect(throws: Failure.self) { try await login.renew(after: 0) { throw Failure() } }
        #expect(await login.count == 0)
        try await login.renew(after: 0) {}
        #expect(await login.count == 1)
    }

    @Test func `who is cancelled waits no more, and the others get theirs`() async throws {
        let gate = Latch()
        let begun = Latch()
        let first = Task {
            try await login.renew(after: 0) {
                begun.open()
                await gate.wait()
            }
        }
        await begun.wait()
        let second = Task { try await login.renew(after: 0) {} }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        gate.open()
        try await second.value
        #expect(await login.count == 1)
    }
}
