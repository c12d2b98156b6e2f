/// One way in which bytes arrive: as one or more runs, in order, none of them empty.
package struct Split: Sendable, CustomStringConvertible {
    /// The runs; joined they are the whole input.
    package let runs: [ArraySlice<UInt8>]

    /// "whole", "byte by byte" or "split at 7": for the comment of an expectation.
    package let description: String
}

/// All the ways in which a test feeds a reader: whole, byte by byte, and in two runs cut at every place.
///
/// One way is made at a time; an input of n bytes has n + 1 of them (of n < 2 bytes: one).
package struct Splits: Sequence, Sendable {
    package let bytes: [UInt8]

    package func makeIterator() -> Iterator { Iterator(bytes: bytes) }

    package struct Iterator: IteratorProtocol {
        private let bytes: [UInt8]
        /// 0: whole, 1: byte by byte, then the cuts: 2 is the one after the first byte.
        private var step = 0

        fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

        package mutating func next() -> Split? {
            defer { step += 1 }
            if step == 0 {
                return Split(runs: bytes.isEmpty ? [] : [bytes[...]], description: "whole")
            }
            guard step <= bytes.count, bytes.count > 1 else { return nil }
            if step == 1 {
                return Split(runs: bytes.indices.map { bytes[$0...$0] }, description: "byte by byte")
            }
            let cut = step - 1
            return Split(runs: [bytes[..<cut], bytes[cut...]], description: "split at \(cut)")
        }
    }
}

/// The ways in which `bytes` may arrive; a reader must give the same result for each.
///
/// ```swift
/// for split in everySplit(of: "GET / HTTP/1.1\r\n\r\n") {
///     var reader = Reader()
///     for run in split.runs { reader.receive(run) }
///     #expect(reader.result == expected, "\(split)")
/// }
/// ```
package func everySplit(of bytes: [UInt8]) -> Splits { Splits(bytes: bytes) }

/// The same for text, taken as UTF-8.
package func everySplit(of text: String) -> Splits { Splits(bytes: Array(text.utf8)) }
