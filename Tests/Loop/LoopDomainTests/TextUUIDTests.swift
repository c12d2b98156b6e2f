import LoopDomain
import Testing

@Suite("UUIDs of texts")
struct TextUUIDTests {
    /// Other processes, and other versions of the product, have stored them.
    @Test
    func `the same words have the same UUID everywhere`() {
        #expect(TextUUID.of("zauberzeug", "demo") == "4691d5cb-e597-4edc-b928-6e3588ea0132")
        #expect(TextUUID.seed([]) == 0xCBF2_9CE4_8422_2325)
    }

    @Test
    func `other words, another split and another order have another one`() {
        let ids = [
            TextUUID.of(), TextUUID.of(""), TextUUID.of("", ""), TextUUID.of("ab", "c"), TextUUID.of("a", "bc"),
            TextUUID.of("abc"), TextUUID.of("c", "ab"), TextUUID.of("ABC"), TextUUID.of("ab c"),
            // Composed and decomposed.
            TextUUID.of("\u{E9}"), TextUUID.of("e\u{301}"),
        ]
        #expect(Set(ids).count == ids.count)
    }

    @Test
    func `they are UUIDs of version 4`() {
        let form = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        let ids = (0..<1000).map { TextUUID.of("image", String($0)) }
        #expect(ids.allSatisfy { $0.wholeMatch(of: form) != nil } && Set(ids).count == ids.count)
    }
}
