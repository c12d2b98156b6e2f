import Bytes

/// Cuts a stream of bytes into lines.
struct LineSplitter {
    /// 64 KiB, what a pipe holds on Linux: a program that writes no line break must not grow our memory.
    static let maximumByteCount = 64 * 1024

    private var partial: [UInt8] = []

    /// Takes the next bytes.
    ///
    /// - Returns: the lines that they complete, without their line breaks (LF, or CR LF); a line longer than
    ///   ``maximumByteCount`` in pieces of that length.
    mutating func receive(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        for run in bytes.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false).enumerated() {
            // Before every run but the first stood a line feed.
            if run.offset > 0 { lines.append(takePartial()) }
            var rest = run.element
            while partial.count + rest.count > Self.maximumByteCount {
                let room = Self.maximumByteCount - partial.count
                partial.append(contentsOf: rest.prefix(room))
                rest = rest.dropFirst(room)
                lines.append(takePartial())
            }
            partial.append(contentsOf: rest)
        }
        return lines
    }

    /// The line that is not complete yet, or nil.
    var pending: String? { partial.isEmpty ? nil : Self.text(partial) }

    /// The stream ended.
    ///
    /// - Returns: what came after the last line break, or nil.
    mutating func finish() -> String? { partial.isEmpty ? nil : takePartial() }

    private mutating func takePartial() -> String {
        defer { partial.removeAll(keepingCapacity: true) }
        return Self.text(partial)
    }

    /// Bytes that are not UTF-8 become U+FFFD: this is for people.
    private static func text(_ line: [UInt8]) -> String {
        String(decoding: line.last == ASCII.carriageReturn ? line.dropLast() : line[...], as: UTF8.self)
    }
}
