import Testing

@testable import POSIX

@Suite struct PromiseTests {
    @Test func `everybody who waits gets the first value, before and after`() async {
        let promise = Promise<Int>()
        await withTaskGroup { group in
            for _ in 0..<100 { group.addTask { await promise.value } }
            for value in 1...3 { promise.fulfil(value) }
            for await value in group { #expect(value == 1) }
        }
        #expect(await promise.value == 1)
    }

    @Test func `a cancelled task waits all the same`() async {
        let promise = Promise<Int>()
        let task = Task { await promise.value }
        task.cancel()
        promise.fulfil(7)
        #expect(await task.value == 7)
    }
}
