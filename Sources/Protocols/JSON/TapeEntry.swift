/// One entry of the index ("tape") over a JSON text: where something begins, and where it ends.
///
/// Entries stand in the order of the text. What an entry is tells the byte at its offset:
///
/// ```
/// text    { " a " : [ 1 , 2 ] }            first byte   entry              extent
/// offset  0 1     4 5 6   8 9 10           { or [       opens a container  index of the entry that closes it
///                                          } or ]       closes it          0
/// tape    0  {   closed by 6               "            string or name     offset after the closing quote
///         1  "a" ends at 4                 - or digit   number             offset after the last byte
///         2  [   closed by 5               t f n        true, false, null  offset after the last byte
///         3  1   ends at 7                 . or …       ellipsis           offset after the last byte
///         4  2   ends at 9
///         5  ]                             In an object, names and values alternate. An ellipsis among the members of
///         6  }                             an object has no entry of its own, only the mark on its opening entry.
/// ```
///
/// Every entry takes at least one byte of the text, so indices fit wherever offsets do.
struct TapeEntry: Sendable {
    /// The largest offset or index that fits beside the mark.
    static let largestOffset: UInt32 = 0x7FFF_FFFF
    private static let mark: UInt32 = 0x8000_0000

    /// Where the first byte stands in the text.
    let offset: UInt32
    private var extentAndMark: UInt32

    init(offset: Int, extent: Int, isMarked: Bool = false) {
        self.offset = UInt32(truncatingIfNeeded: offset)
        extentAndMark = UInt32(truncatingIfNeeded: extent) | (isMarked ? Self.mark : 0)
    }

    /// The offset after the last byte of a scalar, or the index of the entry that closes a container.
    ///
    /// While a container is still being read, its opening entry keeps the index of the container around it here: that is
    /// the reader's stack, and it needs no memory of its own.
    var extent: Int {
        get { Int(extentAndMark & ~Self.mark) }
        set { extentAndMark = UInt32(truncatingIfNeeded: newValue) | (extentAndMark & Self.mark) }
    }

    /// For a string: it has escapes. For a container: it has an ellipsis.
    var isMarked: Bool { extentAndMark & Self.mark != 0 }

    mutating func setMark() { extentAndMark |= Self.mark }
}
