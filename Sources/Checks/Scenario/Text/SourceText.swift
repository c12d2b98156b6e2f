/// A place in a file, as editors show it.
package struct Position: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The line, counted from 1.
    package let line: Int
    /// The column, counted from 1 in Unicode scalars (as YAML counts it).
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }

    package var description: String { "\(line):\(column)" }
}

/// A file that is being read: its name for messages, its bytes, and where its lines begin.
package struct SourceText: Sendable {
    /// The largest file that is read. A story is written by hand; 1 MiB is far above any, and bounds what a wrong
    /// file name (a model instead of its story) can cost.
    package static let maximumByteCount = 1 << 20

    /// The name as messages show it: the path as it was given.
    package let name: String
    /// The text in UTF-8, without a byte order mark.
    let bytes: [UInt8]
    /// The offset of the first byte of each line; never empty.
    private let lineStarts: [Int]

    /// Takes the bytes of a file.
    ///
    /// - Parameters:
    ///   - name: the file's name for messages.
    ///   - bytes: the whole file; a byte order mark is taken off.
    /// - Throws: ``ReadingError`` when the bytes are too many, or no UTF-8.
    package init(name: String, bytes: [UInt8]) throws(ReadingError) {
        let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        self.name = name
        self.bytes = marked ? Array(bytes.dropFirst(3)) : bytes
        var starts = [0]
        for (offset, byte) in self.bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
        lineStarts = starts
        guard self.bytes.count <= Self.maximumByteCount else {
            throw ReadingError(.tooLarge(byteCount: bytes.count), at: Position(line: 1, column: 1), in: self)
        }
        if let wrong = firstByteThatIsNoText {
            throw ReadingError(.notText, at: wrong, in: self)
        }
    }

    /// The number of lines, an empty last one included.
    var lineCount: Int { lineStarts.count }

    /// The byte offsets of a line, without its line end.
    ///
    /// - Parameter line: counted from 1; must exist.
    func range(ofLine line: Int) -> Range<Int> {
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<end
    }

    /// The text of a line, without its line end; empty when there is no such line.
    package func line(_ line: Int) -> String {
        guard line >= 1, line <= lineStarts.count else { return "" }
        return String(decoding: bytes[range(ofLine: line)], as: UTF8.self)
    }

    /// Where a byte stands.
    ///
    /// - Parameter offset: 0 up to and including the number of bytes.
    func position(at offset: Int) -> Position {
        let place = min(max(offset, 0), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= place { low = middle } else { high = middle }
        }
        // A UTF-8 continuation byte (10xxxxxx) belongs to the scalar before it.
        let column = bytes[lineStarts[low]..<place].count { $0 & 0xC0 != 0x80 }
        return Position(line: low + 1, column: column + 1)
    }

    /// The offset of the byte at a position, or the line's end when the line is shorter.
    func offset(of position: Position) -> Int {
        guard position.line <= lineStarts.count else { return bytes.count }
        let line = range(ofLine: position.line)
        var remaining = position.column - 1
        var offset = line.lowerBound
        while offset < line.upperBound {
            if bytes[offset] & 0xC0 != 0x80 {
                if remaining == 0 { return offset }
                remaining -= 1
            }
            offset += 1
        }
        return offset
    }

    /// The first place where the bytes are no UTF-8, or hold a NUL; nil when all is text.
    private var firstByteThatIsNoText: Position? {
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar):
                if scalar.first == 0 { return position(at: offset) }
                offset += scalar.count
            case .error: return position(at: offset)
            case .emptyInput: return nil
            }
        }
    }
}
