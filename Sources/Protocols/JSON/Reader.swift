/// Reads a JSON text once, front to back, and writes the tape.
///
/// The grammar of RFC 8259 needs a stack of open containers and one state per place between two tokens:
///
/// ```
/// state         what may stand there, and the state after it
/// value         (root, or value of a member)   a value
/// firstElement  (after [)                      a value, or ]
/// nextElement   (after a comma in an array)    a value
/// firstName     (after {)                      a name and a colon → value, or }
/// nextName      (after a comma in an object)   a name and a colon → value
/// commaOrEnd    (after a value inside)         a comma → nextElement or nextName, or ] or }
/// done          (after the root)
///
/// Begun with [ or {, a container goes on at firstElement or firstName. Whatever ends, be it a scalar or a container,
/// leaves the container around it at commaOrEnd, or the text at done.
///
/// In the example dialect a comma also lets ] or } follow, and an ellipsis may stand wherever a bracket may that ends
/// the container; with or without a comma behind it, it goes on at firstElement or firstName.
/// ```
///
/// The stack lives in the tape (see ``TapeEntry/extent``), so depth costs neither recursion nor memory.
struct Reader {
    private enum State {
        case value, firstElement, nextElement, firstName, nextName, commaOrEnd, done
    }

    /// What has been read so far.
    private(set) var tape: [TapeEntry] = []
    /// The offset of the next byte.
    var position: Int

    /// How many entries to make room for before anything is read, at most: 512 KiB, so that a long string costs no more.
    private static let largestFirstCapacity = 65_536

    private let dialect: Dialect
    private let limits: Limits
    private var state = State.value
    /// The index of the entry that opened the innermost container; meaningless when `depth` is 0.
    private var container = 0
    private var isInObject = false
    private var depth = 0
    private var valueCount = 0

    /// Begins at the offset `position` of a text that has `byteCount` bytes in all.
    ///
    /// - Throws: ``SyntaxError/Kind/tooLong(limit:)``.
    init(byteCount: Int, from position: Int, dialect: Dialect, limits: Limits) throws(SyntaxError) {
        let byteLimit = min(limits.byteCount, Limits.largestByteCount)
        guard byteCount <= byteLimit else {
            throw SyntaxError(kind: .tooLong(limit: byteLimit), offset: byteLimit)
        }
        self.position = position
        self.dialect = dialect
        self.limits = limits
        // Ordinary texts need one entry for six bytes or more.
        tape.reserveCapacity(min((byteCount - position) / 4, Self.largestFirstCapacity) + 4)
    }

    /// Reads one value, after whitespace if there is any, and stops behind its last byte.
    mutating func readValue(_ text: Span<UInt8>) throws(SyntaxError) {
        repeat {
            skipWhitespace(in: text)
            guard position < text.count else {
                throw SyntaxError(kind: .endedEarly(expected: expectation), offset: position)
            }
            let byte = text[position]
            switch state {
            case .value:
                try readValue(beginningWith: byte, text)
            case .firstElement:
                if byte == Byte.closeBracket { close(text) } else { try readElement(beginningWith: byte, text) }
            case .nextElement:
                if byte == Byte.closeBracket {
                    try forgiveTrailingComma()
                    close(text)
                } else {
                    try readElement(beginningWith: byte, text)
                }
            case .firstName:
                if byte == Byte.closeBrace { close(text) } else { try readName(beginningWith: byte, text) }
            case .nextName:
                if byte == Byte.closeBrace {
                    try forgiveTrailingComma()
                    close(text)
                } else {
                    try readName(beginningWith: byte, text)
                }
            case .commaOrEnd:
                if byte == Byte.comma {
                    position += 1
                    state = isInObject ? .nextName : .nextElement
                } else if byte == (isInObject ? Byte.closeBrace : Byte.closeBracket) {
                    close(text)
                } else {
                    try readEllipsis(text)
                }
            case .done:
                return
            }
        } while state != .done
    }

    /// Makes sure that nothing but whitespace follows.
    mutating func readEnd(_ text: Span<UInt8>) throws(SyntaxError) {
        skipWhitespace(in: text)
        guard position == text.count else { throw unexpected(text, expected: .endOfText) }
    }

    private mutating func skipWhitespace(in text: Span<UInt8>) {
        while position < text.count, Byte.isWhitespace(text[position]) { position += 1 }
    }
}

// MARK: - Values

extension Reader {
    private mutating func readValue(beginningWith byte: UInt8, _ text: Span<UInt8>) throws(SyntaxError) {
        guard valueCount < limits.valueCount else {
            throw SyntaxError(kind: .tooManyValues(limit: limits.valueCount), offset: position)
        }
        valueCount += 1
        let start = position
        switch byte {
        case Byte.quote:
            let hasEscapes = try readString(text)
            append(TapeEntry(offset: start, extent: position, isMarked: hasEscapes))
        case Byte.openBrace:
            try open(.firstName)
        case Byte.openBracket:
            try open(.firstElement)
        case Byte.minus, Byte.zero...Byte.nine:
            try readNumber(text)
            append(TapeEntry(offset: start, extent: position))
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            try readWord(text)
            append(TapeEntry(offset: start, extent: position))
        default:
            // "Any value", in the place of a member's value only.
            guard depth > 0, let end = try ellipsisEnd(text) else { throw unexpected(text, expected: expectation) }
            position = end
            append(TapeEntry(offset: start, extent: end))
        }
    }

    /// Adds a scalar.
    private mutating func append(_ entry: TapeEntry) {
        tape.append(entry)
        state = depth == 0 ? .done : .commaOrEnd
    }

    private mutating func open(_ first: State) throws(SyntaxError) {
        guard depth < limits.depth else {
            throw SyntaxError(kind: .tooDeep(limit: limits.depth), offset: position)
        }
        tape.append(TapeEntry(offset: position, extent: container))
        container = tape.count - 1
        isInObject = first == .firstName
        depth += 1
        position += 1
        state = first
    }

    private mutating func close(_ text: Span<UInt8>) {
        let outer = tape[container].extent
        tape[container].extent = tape.count
        tape.append(TapeEntry(offset: position, extent: 0))
        container = outer
        depth -= 1
        position += 1
        if depth == 0 {
            state = .done
        } else {
            isInObject = text[Int(tape[outer].offset)] == Byte.openBrace
            state = .commaOrEnd
        }
    }

    private mutating func readElement(beginningWith byte: UInt8, _ text: Span<UInt8>) throws(SyntaxError) {
        if byte == Byte.dot || byte >= 0x80 {
            try readEllipsis(text)
        } else {
            try readValue(beginningWith: byte, text)
        }
    }

    /// Reads a name and the colon after it.
    private mutating func readName(beginningWith byte: UInt8, _ text: Span<UInt8>) throws(SyntaxError) {
        guard byte == Byte.quote else { return try readEllipsis(text) }
        let start = position
        let hasEscapes = try readString(text)
        tape.append(TapeEntry(offset: start, extent: position, isMarked: hasEscapes))
        skipWhitespace(in: text)
        guard position < text.count else { throw endedEarly(text, expected: .colon) }
        guard text[position] == Byte.colon else { throw unexpected(text, expected: .colon) }
        position += 1
        state = .value
    }
}

// MARK: - The example dialect

extension Reader {
    /// Reads `...` among elements or members, with the comma after it if there is one; else refuses what stands here.
    private mutating func readEllipsis(_ text: Span<UInt8>) throws(SyntaxError) {
        guard let end = try ellipsisEnd(text) else {
            let isWord = !(state == .commaOrEnd) && Byte.isLetter(text[position])
            throw isWord ? SyntaxError(kind: .unknownWord, offset: position) : unexpected(text, expected: expectation)
        }
        guard valueCount < limits.valueCount else {
            throw SyntaxError(kind: .tooManyValues(limit: limits.valueCount), offset: position)
        }
        valueCount += 1
        if !isInObject { tape.append(TapeEntry(offset: position, extent: end)) }
        tape[container].setMark()
        position = end
        skipWhitespace(in: text)
        if position < text.count, text[position] == Byte.comma { position += 1 }
        state = isInObject ? .firstName : .firstElement
    }

    /// Where the ellipsis ends that stands here, or nil if none does or the dialect has none.
    private func ellipsisEnd(_ text: Span<UInt8>) throws(SyntaxError) -> Int? {
        guard dialect == .example else { return nil }
        // Three dots, or U+2026 HORIZONTAL ELLIPSIS in UTF-8.
        let (first, second, third): (UInt8, UInt8, UInt8) =
            text[position] == Byte.dot ? (Byte.dot, Byte.dot, Byte.dot) : (0xE2, 0x80, 0xA6)
        guard text[position] == first else { return nil }
        guard position + 1 < text.count else { throw endedEarly(text, expected: .restOfEllipsis) }
        guard text[position + 1] == second else { return nil }
        guard position + 2 < text.count else { throw endedEarly(text, expected: .restOfEllipsis) }
        return text[position + 2] == third ? position + 3 : nil
    }

    private func forgiveTrailingComma() throws(SyntaxError) {
        guard dialect == .example else { throw SyntaxError(kind: .trailingComma, offset: position) }
    }
}

// MARK: - Errors

extension Reader {
    /// What may stand here.
    private var expectation: SyntaxError.Expectation {
        switch state {
        case .value: .value
        case .firstElement: .elementOrEnd
        case .nextElement: dialect == .example ? .elementOrEnd : .value
        case .firstName: .nameOrEnd
        case .nextName: dialect == .example ? .nameOrEnd : .name
        case .commaOrEnd: isInObject ? .commaOrObjectEnd : .commaOrArrayEnd
        case .done: .endOfText
        }
    }

    /// The error for the byte at `position`, of which there is one.
    func unexpected(_ text: Span<UInt8>, expected: SyntaxError.Expectation) -> SyntaxError {
        // A byte order mark is told from other strange bytes, because nobody can see it.
        if position == 0, text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            return SyntaxError(kind: .byteOrderMark, offset: 0)
        }
        return SyntaxError(kind: .unexpected(text[position], expected: expected), offset: position)
    }

    func endedEarly(_ text: Span<UInt8>, expected: SyntaxError.Expectation) -> SyntaxError {
        SyntaxError(kind: .endedEarly(expected: expected), offset: text.count)
    }
}
