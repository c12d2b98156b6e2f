/// How much a JSON text may ask of us before it is refused (RFC 8259, section 9, lets a parser set such limits).
package struct Limits: Sendable, Equatable {
    /// How many arrays and objects may stand inside one another; `[[1]]` needs 2.
    ///
    /// 512 is what Foundation and PHP allow; Python's `json` gives up at about 1,000. Reading needs no stack, whatever
    /// the depth, but a ``Value`` is walked and freed recursively: a much larger limit needs a much larger stack there.
    package var depth: Int

    /// How many bytes the text may have; never more than ``largestByteCount``.
    ///
    /// 64 MiB is far above any answer of a Learning Loop, and the same order as aiohttp's and nginx's usual body limits.
    package var byteCount: Int

    /// How many values the text may hold: scalars, arrays and objects count 1 each, names of members do not.
    ///
    /// Four million values take up to 64 MB of index, about what the largest text itself takes.
    package var valueCount: Int

    /// What readers use unless told otherwise: depth 512, 64 MiB, four million values.
    package static let standard = Limits(depth: 512, byteCount: 64 << 20, valueCount: 4_000_000)

    /// The most that ``byteCount`` can ever allow, because the index keeps offsets in 31 bits.
    package static let largestByteCount = Int(TapeEntry.largestOffset)

    package init(
        depth: Int = Limits.standard.depth, byteCount: Int = Limits.standard.byteCount,
        valueCount: Int = Limits.standard.valueCount
    ) {
        self.depth = depth
        self.byteCount = byteCount
        self.valueCount = valueCount
    }
}
