import Bytes

/// The status line, fields and trailers of a response, put together from the lines that libcurl hands out one by one.
///
/// ```
/// HTTP/1.1 100 Continue      a status line throws away what was before: interim responses and redirects
///
/// HTTP/1.1 200 OK
/// A: 1                       fields
///                            the empty line ends them
/// B: 2                       what follows are trailers, after the last chunk
/// ```
struct FieldSection {
    private(set) var version = ""
    private(set) var reason = ""
    private(set) var fields: [Field] = []
    private(set) var trailers: [Field] = []

    /// The empty line has come, or nothing yet.
    private var isComplete = true
    private var byteCount = 0

    /// 300 KiB for all lines of a transfer, interim responses, redirects and trailers included: libcurl's own limit
    /// since 8.3 (`MAX_HTTP_RESP_HEADER_SIZE`); before, it has one for the single line only (100 KiB, above which it
    /// says "Out of memory").
    static let maximumByteCount = 300 * 1024

    /// Takes the next line with its line break.
    ///
    /// - Returns: false when the lines are more than ``maximumByteCount`` together.
    mutating func receive(_ line: [UInt8]) -> Bool {
        byteCount += line.count
        guard byteCount <= Self.maximumByteCount else { return false }
        var text = line[...]
        while text.last == ASCII.lineFeed || text.last == ASCII.carriageReturn { text.removeLast() }
        // Only there, because a field may be named like that.
        if isComplete, line.starts(with: "HTTP/".utf8) {
            begin(text)
        } else if text.isEmpty {
            isComplete = true
        } else {
            append(text)
        }
        return true
    }

    /// RFC 9112, section 4: `status-line = HTTP-version SP status-code SP [ reason-phrase ]`; libcurl has checked it
    /// and has the code.
    private mutating func begin(_ statusLine: ArraySlice<UInt8>) {
        let parts = statusLine.split(separator: ASCII.space, maxSplits: 2, omittingEmptySubsequences: false)
        version = parts[0].text
        reason = parts.count > 2 ? parts[2].text : ""
        fields = []
        trailers = []
        isComplete = false
    }

    private mutating func append(_ line: ArraySlice<UInt8>) {
        if let first = line.first, first == ASCII.space || first == ASCII.tab {
            return fold(line.trimmingBlanks().text)
        }
        let name = line.prefix { $0 != ASCII.colon }
        let field = Field(name: name.text, value: line.dropFirst(name.count + 1).trimmingBlanks().text)
        if isComplete { trailers.append(field) } else { fields.append(field) }
    }

    /// A line that begins with a blank continues the value before it, after one blank (RFC 9112, section 5.2).
    private mutating func fold(_ text: String) {
        if isComplete, let last = trailers.indices.last {
            trailers[last].value += " " + text
        } else if !isComplete, let last = fields.indices.last {
            fields[last].value += " " + text
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func trimmingBlanks() -> ArraySlice<UInt8> {
        var rest = self
        while let first = rest.first, first == ASCII.space || first == ASCII.tab { rest.removeFirst() }
        while let last = rest.last, last == ASCII.space || last == ASCII.tab { rest.removeLast() }
        return rest
    }

    /// The bytes as UTF-8, and where they are none as ISO 8859-1, so that no byte is lost (RFC 9110, section 5.5 leaves
    /// bytes above 127 opaque; requests and aiohttp read them as ISO 8859-1).
    fileprivate var text: String {
        String(validating: self, as: UTF8.self) ?? String(String.UnicodeScalarView(map { Unicode.Scalar($0) }))
    }
}
