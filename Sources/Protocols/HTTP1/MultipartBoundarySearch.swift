internal import Bytes

/// Looks for `CR LF "--" boundary` in data.
///
/// Horspool's search: it looks at the byte under the delimiter's end and mostly moves on by the delimiter's whole
/// length, so binary data costs one look per 20 to 74 bytes. The worst case is linear, too, whatever a peer sends:
/// a boundary cannot contain CR, so a comparison that starts at the front gets past the first byte only where a CR
/// stands, and two such comparisons never cover the same bytes.
struct MultipartBoundarySearch {
    /// `CR LF "--" boundary`: 5 to 74 bytes.
    let delimiter: [UInt8]

    /// How far to move on, by the byte under the delimiter's last place: 1 to 74.
    private let skip: [UInt8]

    /// What a run of data holds.
    enum Outcome: Equatable {
        /// A delimiter begins at this index.
        case found(Int)
        /// No delimiter, but from this index on (the run's end, mostly) there may be the beginning of one.
        case notBefore(Int)
    }

    init(boundary: [UInt8]) {
        delimiter = [ASCII.carriageReturn, ASCII.lineFeed, ASCII.hyphen, ASCII.hyphen] + boundary
        var skip = [UInt8](repeating: UInt8(delimiter.count), count: 256)
        for (index, byte) in delimiter.dropLast().enumerated() {
            skip[Int(byte)] = UInt8(delimiter.count - 1 - index)
        }
        self.skip = skip
    }

    /// Finds the first delimiter in `data`; the indices in the outcome are those of `data`.
    func search(_ data: ArraySlice<UInt8>) -> Outcome {
        let start = data.startIndex
        let (bytes, pattern, skip) = (data.span, delimiter.span, skip.span)
        let last = pattern.count - 1
        let final = pattern[last]
        var place = 0
        while place + last < bytes.count {
            let byte = bytes[place + last]
            if byte == final, Self.matches(bytes, at: place, pattern) { return .found(start + place) }
            place += Int(skip[Int(byte)])
        }
        return .notBefore(start + Self.startOfPartialMatch(bytes, pattern))
    }

    private static func matches(_ bytes: Span<UInt8>, at place: Int, _ pattern: Span<UInt8>) -> Bool {
        for index in pattern.indices where bytes[place + index] != pattern[index] { return false }
        return true
    }

    /// Where the longest beginning of `pattern` stands that ends with `bytes`; their count if there is none.
    ///
    /// CR stands only at the pattern's front, so the last CR is the only place to try.
    private static func startOfPartialMatch(_ bytes: Span<UInt8>, _ pattern: Span<UInt8>) -> Int {
        let earliest = max(0, bytes.count - pattern.count + 1)
        var place = bytes.count
        while place > earliest {
            place -= 1
            guard bytes[place] == ASCII.carriageReturn else { continue }
            for index in place..<bytes.count where bytes[index] != pattern[index - place] { return bytes.count }
            return place
        }
        return bytes.count
    }
}
