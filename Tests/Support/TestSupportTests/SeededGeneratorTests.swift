import Bytes
import TestSupport
import Testing

@Suite struct SeededGeneratorTests {
    /// The first numbers that the authors' C code gives for this seed.
    @Test func `the numbers are those of SplitMix64`() {
        var generator = SeededGenerator(seed: 1_234_567)
        let numbers = (0..<3).map { _ in generator.next() }
        #expect(numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test(arguments: [0, 1, 7, 8, 9, 1000])
    func `it gives as many bytes as asked for`(count: Int) {
        var generator = SeededGenerator(seed: 1)
        #expect(generator.bytes(count).count == count)
    }
}
