import TestSupport
import Testing

@Suite struct SplitsTests {
    @Test func `three bytes arrive in four ways`() {
        let ways = everySplit(of: "abc").map { split in split.runs.map { String(decoding: $0, as: UTF8.self) } }
        #expect(ways == [["abc"], ["a", "b", "c"], ["a", "bc"], ["ab", "c"]])
        #expect(everySplit(of: "abc").map(\.description) == ["whole", "byte by byte", "split at 1", "split at 2"])
    }

    @Test func `one byte arrives in one way`() {
        #expect(everySplit(of: [7]).map(\.runs) == [[[7]]])
    }

    @Test func `nothing arrives in no run`() {
        #expect(everySplit(of: "").map(\.runs) == [[]])
    }
}
