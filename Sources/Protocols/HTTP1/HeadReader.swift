internal import Bytes

/// Finds the end of a head, or of a trailer section, while it arrives, and reads it once it is there.
///
/// Nothing is read twice: the search remembers how far it got, and the head is then parsed in one pass. Errors that
/// need no more bytes (a line end that is none, a limit passed, a first byte that begins no message) are found at
/// once, not when the peer has finished.
struct HeadReader: Sendable {
    /// Lines ended so far; the first one is the start line.
    private var lineCount: Int
    private var lineStart = 0
    private var searched = 0
    private let hasStartLine: Bool
    private var skippedEmptyLine = false

    /// - Parameter hasStartLine: false for a trailer section.
    init(hasStartLine: Bool) {
        self.hasStartLine = hasStartLine
        lineCount = hasStartLine ? 0 : 1
    }

    /// An error at a number of bytes from the front of the queue.
    struct Failure: Error {
        var rule: ProtocolError.Rule
        var offset: Int
    }

    /// The length of the head at the front of `queue`, its empty line included, or nil while it is incomplete.
    ///
    /// One empty line before a start line is dropped from the queue (RFC 9112, section 2.2): old clients send one
    /// after a body.
    mutating func headLength(in queue: inout ByteQueue, limits: Limits) throws(Failure) -> Int? {
        while let end = queue.firstIndex(of: ASCII.lineFeed, from: searched) {
            guard end > lineStart, queue[end - 1] == ASCII.carriageReturn else {
                throw Failure(rule: .bareLineEnd, offset: end)
            }
            let isEmpty = end - 1 == lineStart
            if isEmpty && lineCount == 0 {
                guard !skippedEmptyLine else { throw Failure(rule: .malformedRequestLine, offset: 0) }
                skippedEmptyLine = true
                queue.removeFirst(2)
                searched = 0
                continue
            }
            searched = end + 1
            if isEmpty { return end + 1 }
            if lineCount == 0 {
                try check(startLineByteCount: end - 1, limits: limits)
                sectionStart = end + 1
            } else {
                try check(sectionByteCount: end + 1 - sectionStart, limits: limits)
                guard lineCount <= limits.fieldCount else {
                    throw Failure(rule: .fieldSectionTooLarge, offset: lineStart)
                }
            }
            lineCount += 1
            lineStart = end + 1
        }
        searched = queue.count
        if lineCount == 0 {
            // The line's CR may be here already without its LF.
            try check(startLineByteCount: queue.count - 1, limits: limits)
        } else {
            try check(sectionByteCount: queue.count - sectionStart, limits: limits)
        }
        return nil
    }

    private var sectionStart = 0

    private func check(startLineByteCount count: Int, limits: Limits) throws(Failure) {
        guard count <= limits.startLineByteCount else {
            throw Failure(rule: .startLineTooLong, offset: limits.startLineByteCount)
        }
    }

    private func check(sectionByteCount count: Int, limits: Limits) throws(Failure) {
        guard count <= limits.fieldSectionByteCount else {
            throw Failure(rule: .fieldSectionTooLarge, offset: sectionStart + limits.fieldSectionByteCount)
        }
    }

    /// Whether a request line may begin with the bytes in `queue`: a client that speaks TLS, say, is told at once.
    static func mayBeginRequest(_ queue: ByteQueue) -> Bool {
        guard !queue.isEmpty else { return true }
        return Grammar.isTokenCharacter(queue[0]) || queue[0] == ASCII.carriageReturn
    }
}

/// Reads a complete head: bytes that end in an empty line and in which every LF follows a CR.
struct HeadParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    typealias Failure = HeadReader.Failure

    // MARK: Start lines

    /// `method SP request-target SP HTTP-version CRLF` (RFC 9112, section 3).
    mutating func requestHead() throws(Failure) -> RequestHead {
        let method = try word(upTo: ASCII.space, allowed: Grammar.token, otherwise: .malformedMethod)
        guard !method.isEmpty else { throw failure(.malformedMethod) }
        let target = try word(upTo: ASCII.space, allowed: Grammar.target, otherwise: .malformedTarget)
        guard !target.isEmpty else { throw failure(.malformedRequestLine) }
        let version = try version()
        try lineEnd(otherwise: .malformedRequestLine)
        let head = RequestHead(
            method: String(decoding: bytes[method], as: UTF8.self),
            target: String(decoding: bytes[target], as: UTF8.self),
            version: version, fields: try fieldSection())
        if let broken = Target.brokenRule(target: bytes[target], method: bytes[method]) {
            throw Failure(rule: broken, offset: target.lowerBound)
        }
        if let broken = head.brokenHostRule { throw Failure(rule: broken, offset: bytes.count) }
        return head
    }

    /// `HTTP-version SP status-code SP [reason-phrase] CRLF` (RFC 9112, section 4).
    ///
    /// The blank before an absent reason may be missing, too: servers leave it out, and nothing depends on it.
    mutating func responseHead() throws(Failure) -> ResponseHead {
        let version = try version()
        guard bytes[position] == ASCII.space else { throw failure(.malformedStatusLine) }
        position += 1
        let digits = bytes[position..<min(position + 3, bytes.count)]
        guard digits.count == 3, let status = digits.decimalValue, status >= 100 else {
            throw failure(.malformedStatusLine)
        }
        position += 3
        var reason = position..<position
        if bytes[position] == ASCII.space {
            let start = position + 1
            position = start
            while Grammar.isFieldValueCharacter(bytes[position]) { position += 1 }
            reason = start..<position
        }
        try lineEnd(otherwise: .malformedStatusLine)
        return ResponseHead(
            status: status, reason: String(decoding: bytes[reason], as: UTF8.self), version: version,
            fields: try fieldSection())
    }

    /// `HTTP/` and two digits with a point between them. A minor version above 1 counts as 1 (RFC 9110, section 2.5).
    private mutating func version() throws(Failure) -> Version {
        let text = bytes[position..<min(position + 8, bytes.count)]
        guard text.count == 8, text.prefix(5).equals("HTTP/"), text[position + 5].isDigit,
            text[position + 6] == UInt8(ascii: "."), text[position + 7].isDigit
        else { throw failure(.malformedVersion) }
        guard text[position + 5] == UInt8(ascii: "1") else { throw failure(.unsupportedVersion) }
        defer { position += 8 }
        return text[position + 7] == UInt8(ascii: "0") ? .http10 : .http11
    }

    /// The characters of a class up to `end`, which is passed.
    private mutating func word(
        upTo end: UInt8, allowed: UInt8, otherwise rule: ProtocolError.Rule
    ) throws(Failure) -> Range<Int> {
        let classes = Grammar.classes
        let start = position
        while classes[Int(bytes[position])] & allowed != 0 { position += 1 }
        guard bytes[position] == end else {
            // A line that ends here has too few words, which is another mistake than a wrong character.
            throw failure(bytes[position] == ASCII.carriageReturn && position > start ? .malformedRequestLine : rule)
        }
        defer { position += 1 }
        return start..<position
    }

    private mutating func lineEnd(otherwise rule: ProtocolError.Rule) throws(Failure) {
        guard bytes[position] == ASCII.carriageReturn else { throw failure(rule) }
        guard bytes[position + 1] == ASCII.lineFeed else { throw failure(.bareLineEnd) }
        position += 2
    }

    // MARK: Fields

    /// `*( field-name ":" OWS field-value OWS CRLF ) CRLF` (RFC 9112, section 5).
    mutating func fieldSection() throws(Failure) -> FieldSection {
        let classes = Grammar.classes
        var entries: [FieldSection.Entry] = []
        entries.reserveCapacity(16)
        while bytes[position] != ASCII.carriageReturn {
            let nameStart = position
            while classes[Int(bytes[position])] & Grammar.token != 0 { position += 1 }
            let nameEnd = position
            guard bytes[position] == ASCII.colon, nameEnd > nameStart else {
                let isFolded = bytes[nameStart] == ASCII.space || bytes[nameStart] == ASCII.tab
                throw failure(isFolded ? .foldedFieldLine : .malformedFieldName)
            }
            position += 1
            while bytes[position] == ASCII.space || bytes[position] == ASCII.tab { position += 1 }
            let valueStart = position
            var valueEnd = position
            while classes[Int(bytes[position])] & Grammar.fieldValue != 0 {
                if bytes[position] > ASCII.space { valueEnd = position + 1 }
                position += 1
            }
            try lineEnd(otherwise: .malformedFieldValue)
            entries.append(FieldSection.Entry(name: nameStart..<nameEnd, value: valueStart..<valueEnd))
        }
        try lineEnd(otherwise: .malformedFieldName)
        return FieldSection(bytes: bytes, entries: entries)
    }

    private func failure(_ rule: ProtocolError.Rule) -> Failure { Failure(rule: rule, offset: position) }
}
