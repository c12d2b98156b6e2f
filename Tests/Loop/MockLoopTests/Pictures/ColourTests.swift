import Bytes
import Testing

@testable import MockLoop

@Suite struct ColourTests {
    @Test func `a colour is read as categories have it`() {
        #expect(Painting.Colour(code: "#FF8C01") == Painting.Colour(red: 255, green: 140, blue: 1))
        #expect(Painting.Colour(code: "#ff8c01") == Painting.Colour(red: 255, green: 140, blue: 1))
        #expect(Painting.Colour(0xFF_8C01) == Painting.Colour(red: 255, green: 140, blue: 1))
    }

    @Test(arguments: ["", "#", "FF8C01", "#FF8C0", "#FF8C011", "#+F8C01", "#FF8C0G", "#-00001", "#ÄÄÄ", " #FF8C01"])
    func `anything else is no colour`(code: String) {
        #expect(Painting.Colour(code: code) == nil)
    }

    @Test func `colours are mixed in shares`() {
        let (black, other) = (Painting.Colour(0x000000), Painting.Colour(0xFF_6401))
        #expect(black.mixed(with: other, 0) == black)
        #expect(black.mixed(with: other, 1) == other)
        #expect(other.mixed(with: black, 0.25) == Painting.Colour(red: 191, green: 75, blue: 1))
        #expect(other.darker == Painting.Colour(red: 127, green: 50, blue: 0))
    }

    @Test func `random numbers stay in their range`() {
        var random = SeededGenerator(seed: 1)
        let numbers = (0..<1000).map { _ in random.number(-2...3) }
        #expect(numbers.allSatisfy { (-2..<3).contains($0) })
        #expect((numbers.min() ?? 0) < -1.9 && (numbers.max() ?? 0) > 2.9)
    }
}
