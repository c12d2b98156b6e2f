import LoopDomain
import Testing

@Suite("Timestamps")
struct TimestampTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let microseconds: Int
        let text: String
        var testDescription: String { text }
    }

    /// The texts are those of Python's `datetime.fromtimestamp(…, timezone.utc)`.
    @Test(arguments: [
        Case(microseconds: 0, text: "1970-01-01T00:00:00.000000"),
        Case(microseconds: 1_622_528_901_289_092, text: "2021-06-01T06:28:21.289092"),
        Case(microseconds: 1_709_251_199_999_999, text: "2024-02-29T23:59:59.999999"),
        Case(microseconds: 951_868_800_000_001, text: "2000-03-01T00:00:00.000001"),
        Case(microseconds: -1, text: "1969-12-31T23:59:59.999999"),
        Case(microseconds: 4_102_444_799_000_000, text: "2099-12-31T23:59:59.000000"),
    ])
    func `are written as Python does`(example: Case) {
        #expect(Timestamp(microsecondsSinceEpoch: example.microseconds).text() == example.text)
    }

    @Test
    func `may have a blank between date and time`() {
        let text = Timestamp(microsecondsSinceEpoch: 1_622_528_901_288_442).text(separator: UInt8(ascii: " "))
        #expect(text == "2021-06-01 06:28:21.288442")
    }
}
