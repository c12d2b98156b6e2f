import JSON
import Testing

@Suite struct NumberTests {
    @Test(arguments: ["0", "-0", "12", "1.50", "1e5", "-1.5E-07", "1e400", "123456789012345678901234567890"])
    func `a spelling of the grammar is kept`(text: String) {
        #expect(Number(text: text)?.text == text)
    }

    @Test(arguments: [
        "", " ", "-", "+1", ".5", "1.", "01", "1e", "0x1", "1 ", " 1", "NaN", "1,5", "1\0", "１", "--1", "\"1\"", "null",
        "1e5.0",
    ])
    func `a spelling outside the grammar is no number`(text: String) {
        #expect(Number(text: text) == nil)
    }

    @Test(arguments: [
        (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-2.5, "-2.5"), (0.1, "0.1"), (1e23, "1e+23"), (1e-7, "1e-07"),
        (.leastNonzeroMagnitude, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
    ])
    func `a double gets its shortest spelling, and whole ones a point`(value: Double, text: String) {
        #expect(Number(value).text == text)
        #expect(Number(text: text)?.double == value)
    }

    @Test func `an integer gets its digits`() {
        #expect(Number(0).text == "0")
        #expect(Number(Int.min).text == "-9223372036854775808")
        #expect(Number(Int.max).int == Int.max)
    }

    @Test func `equal means equally spelled, equivalent means the same to a reader`() {
        func areEquivalent(_ left: String, _ right: String) -> Bool? {
            guard let left = Number(text: left), let right = Number(text: right) else { return nil }
            return left.isEquivalent(to: right) && right.isEquivalent(to: left)
        }
        #expect(Number(text: "1.0") != Number(text: "1"))
        #expect(areEquivalent("1.0", "1") == true)
        #expect(areEquivalent("1e2", "100") == true)
        #expect(areEquivalent("-0", "0") == true)
        #expect(areEquivalent("0.0", "-0") == true)
        #expect(areEquivalent("0.1", "0.10") == true)
        #expect(areEquivalent("1", "2") == false)
        #expect(areEquivalent("1.5", "1") == false)
        // Integers count exactly, beyond what a double and an Int can tell apart.
        #expect(areEquivalent("9007199254740993", "9007199254740992") == false)
        #expect(areEquivalent("18446744073709551616", "18446744073709551617") == false)
        #expect(areEquivalent("1e400", "1e400") == true)
        #expect(areEquivalent("1e400", "1e401") == false)
    }

    @Test func `infinity and NaN stop the program rather than make a text that is no JSON`() async {
        await #expect(processExitsWith: .failure) { _ = Number(Double.infinity) }
        await #expect(processExitsWith: .failure) { _ = Number(Double.nan) }
    }
}
