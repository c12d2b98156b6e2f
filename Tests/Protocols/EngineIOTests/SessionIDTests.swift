import Bytes
import EngineIO
import TestSupport
import Testing

struct SessionIDTests {
    @Test(.requirements("EIO-HS-07")) func `an id is 128 bits in characters of URLs, and another each time`() {
        var random: any RandomNumberGenerator & Sendable = SeededGenerator(seed: 1)
        var seen: Set<String> = []
        for _ in 0..<1000 {
            let id = SessionID.make(using: &random)
            #expect(id.utf8.count == 22)
            #expect(
                id.utf8.allSatisfy { $0.isDigit || (0x61...0x7A).contains($0.lowercased) || $0 == 0x2D || $0 == 0x5F })
            seen.insert(id)
        }
        #expect(seen.count == 1000)
    }

    @Test(.requirements("EIO-HS-07")) func `every bit of the generator shows in the id`() {
        struct Words: RandomNumberGenerator, Sendable {
            var words: [UInt64]
            mutating func next() -> UInt64 { words.removeFirst() }
        }
        var ids: Set<String> = []
        for bit in 0..<128 {
            var random: any RandomNumberGenerator & Sendable =
                Words(words: bit < 64 ? [1 << UInt64(bit), 0] : [0, 1 << UInt64(bit - 64)])
            ids.insert(SessionID.make(using: &random))
        }
        #expect(ids.count == 128)
    }
}
