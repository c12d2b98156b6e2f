internal import Bytes

/// Reads a complete head in one pass: bytes that end in an empty line and in which every LF follows a CR.
///
/// So there is always a byte to look at: a CR stops every loop before the end.
struct HeadParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    typealias Failure = HeadReader.Failure

    // MARK: Start lines

    /// `method SP request-target SP HTTP-version CRLF` (RFC 9112, section 3), and the fields.
    mutating func requestHead() throws(Failure) -> RequestHead {
        let method = word(of: Grammar.isTokenCharacter)
        try wordEnd(after: method, otherwise: .malformedMethod)
        let target = word(of: Grammar.isTargetCharacter)
        try wordEnd(after: target, otherwise: .malformedTarget)
        let version = try version()
        try lineEnd(otherwise: .malformedRequestLine)
        if let broken = Target.brokenRule(target: bytes[target], method: bytes[method]) {
            throw Failure(rule: broken, offset: target.lowerBound)
        }
        return RequestHead(
            method: String(decoding: bytes[method], as: UTF8.self),
            target: String(decoding: bytes[target], as: UTF8.self), version: version, fields: try fieldSection())
    }

    /// `HTTP-version SP status-code SP [reason-phrase] CRLF` (RFC 9112, section 4), and the fields.
    ///
    /// The blank before an absent reason may be missing, too: servers leave it out, and nothing depends on it.
    mutating func responseHead() throws(Failure) -> ResponseHead {
        let version = try version()
        guard bytes[position] == ASCII.space else { throw failure(.malformedStatusLine) }
        position += 1
        // No more than the line end is behind the last field, so three bytes are there.
        let digits = bytes[position..<position + 3]
        guard let status = digits.decimalValue, status >= 100 else { throw failure(.malformedStatusLine) }
        position += 3
        var reason = position..<position
        if bytes[position] == ASCII.space {
            position += 1
            reason = word(of: Grammar.isFieldValueCharacter)
        }
        try lineEnd(otherwise: .malformedStatusLine)
        return ResponseHead(
            status: status, reason: String(decoding: bytes[reason], as: UTF8.self), version: version,
            fields: try fieldSection())
    }

    /// `HTTP/` and two digits with a point between them. A minor version above 1 counts as 1 (RFC 9110, section 2.5).
    private mutating func version() throws(Failure) -> Version {
        let text = bytes[position..<min(position + 8, bytes.count)]
        guard text.count == 8, text.prefix(5).equals("HTTP/"), bytes[position + 5].isDigit,
            bytes[position + 6] == UInt8(ascii: "."), bytes[position + 7].isDigit
        else { throw failure(.malformedVersion) }
        guard bytes[position + 5] == UInt8(ascii: "1") else { throw failure(.unsupportedVersion) }
        defer { position += 8 }
        return bytes[position + 7] == UInt8(ascii: "0") ? .http10 : .http11
    }

    /// The characters of a class from here on.
    private mutating func word(of isAllowed: (UInt8) -> Bool) -> Range<Int> {
        let start = position
        var end = start
        while isAllowed(bytes[end]) { end += 1 }
        position = end
        return start..<end
    }

    /// The single blank behind a word that is not empty.
    private mutating func wordEnd(
        after word: Range<Int>, otherwise rule: ProtocolError.Rule
    ) throws(Failure) {
        let byte = bytes[position]
        guard !word.isEmpty, byte == ASCII.space else {
            // Too few words, or a blank too many, is another mistake than a wrong character.
            let isMisplaced = byte == ASCII.carriageReturn || byte == ASCII.space
            throw failure(isMisplaced ? .malformedRequestLine : rule)
        }
        position += 1
    }

    private mutating func lineEnd(otherwise rule: ProtocolError.Rule) throws(Failure) {
        guard bytes[position] == ASCII.carriageReturn else { throw failure(rule) }
        guard bytes[position + 1] == ASCII.lineFeed else { throw failure(.bareLineEnd) }
        position += 2
    }

    // MARK: Fields

    /// `*( field-name ":" OWS field-value OWS CRLF ) CRLF` (RFC 9112, section 5).
    mutating func fieldSection() throws(Failure) -> FieldSection {
        let start = position
        var entries: [FieldSection.Entry] = []
        entries.reserveCapacity(16)
        while bytes[position] != ASCII.carriageReturn {
            let name = word(of: Grammar.isTokenCharacter)
            guard bytes[position] == ASCII.colon, !name.isEmpty else {
                let isFolded = name.isEmpty && Grammar.isWhiteSpace(bytes[position])
                throw failure(isFolded ? .foldedFieldLine : .malformedFieldName)
            }
            position += 1
            _ = word(of: Grammar.isWhiteSpace)
            let value = word(of: Grammar.isFieldValueCharacter)
            try lineEnd(otherwise: .malformedFieldValue)
            entries.append(FieldSection.Entry(name: name, value: value.lowerBound..<endOfValue(value)))
        }
        let end = position
        try lineEnd(otherwise: .malformedFieldName)
        return FieldSection(bytes: bytes, lines: start..<end, entries: entries)
    }

    /// The end of a value without the white space behind it.
    private func endOfValue(_ value: Range<Int>) -> Int {
        var end = value.upperBound
        while end > value.lowerBound, Grammar.isWhiteSpace(bytes[end - 1]) { end -= 1 }
        return end
    }

    private func failure(_ rule: ProtocolError.Rule) -> Failure { Failure(rule: rule, offset: position) }
}

extension HeadParser {
    /// Whether the request at the front of `queue`, however broken, is one of HEAD: then its answer has no body.
    static func isHead(_ queue: ByteQueue) -> Bool {
        queue.count >= 5 && queue[0..<5].equals("HEAD ")
    }
}
