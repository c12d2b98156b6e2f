internal import Bytes

/// Reads a message's body out of the bytes that arrived, in whole runs.
struct BodyReader: Sendable {
    /// Where the next byte belongs.
    private enum State: Sendable {
        case none
        case counted(remaining: Int)
        case untilClose
        case chunkLine
        case chunkData(remaining: Int)
        case chunkEnd
        case trailers
        case complete
    }

    /// What was read.
    enum Piece {
        case content([UInt8])
        case end(trailers: FieldSection)
    }

    typealias Failure = HeadReader.Failure

    private var state: State
    private var trailers = HeadReader(.fields)
    private var contentCount = 0

    /// The most content that is accepted; may be changed until the end.
    var contentLimit: Int

    init(_ framing: Framing, contentLimit: Int) {
        self.contentLimit = contentLimit
        switch framing {
        case .none: state = .none
        case .length(let count): state = .counted(remaining: count)
        case .chunked: state = .chunkLine
        case .untilClose: state = .untilClose
        }
    }

    /// Content that is announced and still to come; nil when only the end of the body will tell.
    var announcedRemainder: Int? {
        switch state {
        case .none, .trailers, .complete: 0
        case .counted(let remaining): remaining
        case .untilClose, .chunkLine, .chunkData, .chunkEnd: nil
        }
    }

    /// The next piece of the body at the front of `queue`, or nil while more bytes are needed.
    mutating func next(from queue: inout ByteQueue, limits: Limits) throws(Failure) -> Piece? {
        while true {
            switch state {
            case .none, .counted(remaining: 0):
                state = .complete
                return .end(trailers: FieldSection())
            case .counted(let remaining):
                guard contentCount + remaining <= contentLimit else { throw Failure(rule: .bodyTooLarge, offset: 0) }
                guard let content = takeContent(upTo: remaining, from: &queue) else { return nil }
                state = .counted(remaining: remaining - content.count)
                return .content(content)
            case .untilClose:
                guard !queue.isEmpty else { return nil }
                // What is allowed is handed on before the rest is refused, in whichever runs it arrives.
                guard contentCount < contentLimit else { throw Failure(rule: .bodyTooLarge, offset: 0) }
                return takeContent(upTo: contentLimit - contentCount, from: &queue).map { .content($0) }
            case .chunkLine:
                guard let size = try chunkSize(from: &queue, limits: limits) else { return nil }
                guard size <= contentLimit - contentCount else { throw Failure(rule: .bodyTooLarge, offset: 0) }
                state = size == 0 ? .trailers : .chunkData(remaining: size)
            case .chunkData(let remaining):
                guard let content = takeContent(upTo: remaining, from: &queue) else { return nil }
                state = content.count == remaining ? .chunkEnd : .chunkData(remaining: remaining - content.count)
                return .content(content)
            case .chunkEnd:
                // Compared as they come: a peer whose chunk is longer than announced is found out by the first byte.
                if queue.count >= 1 && queue[0] != ASCII.carriageReturn {
                    throw Failure(rule: .malformedChunk, offset: 0)
                }
                guard queue.count >= 2 else { return nil }
                guard queue[1] == ASCII.lineFeed else { throw Failure(rule: .malformedChunk, offset: 1) }
                queue.removeFirst(2)
                state = .chunkLine
            case .trailers:
                guard let length = try trailers.headLength(in: &queue, limits: limits) else { return nil }
                var parser = HeadParser(queue.first(length))
                let section = try parser.fieldSection()
                guard !section.hasForbiddenTrailer else { throw Failure(rule: .forbiddenTrailer, offset: length) }
                queue.removeFirst(length)
                state = .complete
                return .end(trailers: section)
            case .complete:
                preconditionFailure("a body is not read beyond its end")
            }
        }
    }

    /// The peer closed the connection: the end of a body that is delimited so.
    ///
    /// - Returns: false when the body is incomplete.
    mutating func endedByClose() -> Bool {
        guard case .untilClose = state else { return false }
        state = .complete
        return true
    }

    private mutating func takeContent(upTo limit: Int, from queue: inout ByteQueue) -> [UInt8]? {
        guard !queue.isEmpty else { return nil }
        let content = queue.takeFirst(min(limit, queue.count))
        contentCount += content.count
        return content
    }

    /// `chunk-size [ chunk-ext ] CRLF` (RFC 9112, section 7.1): the size, or nil while the line is incomplete.
    private func chunkSize(from queue: inout ByteQueue, limits: Limits) throws(Failure) -> Int? {
        if queue.count > 0 && queue[0].hexadecimalValue == nil { throw Failure(rule: .malformedChunk, offset: 0) }
        let end = queue.firstIndex(of: ASCII.lineFeed)
        // One byte more may be the CR.
        guard (end ?? queue.count) - 1 <= limits.chunkLineByteCount else {
            throw Failure(rule: .chunkLineTooLong, offset: limits.chunkLineByteCount)
        }
        guard let end else { return nil }
        guard queue[end - 1] == ASCII.carriageReturn else { throw Failure(rule: .malformedChunk, offset: end) }
        let line = queue[0..<end - 1]
        let digits = line.prefix { $0.hexadecimalValue != nil }
        let significant = digits.drop { $0 == ASCII.zero }
        // 15 digits are below 2⁶⁰: the sum with what came before cannot overflow.
        guard significant.count <= 15 else { throw Failure(rule: .malformedChunk, offset: 0) }
        guard ChunkExtensions.isWellFormed(line[digits.endIndex...]) else {
            throw Failure(rule: .malformedChunk, offset: digits.count)
        }
        queue.removeFirst(end + 1)
        return significant.reduce(0) { $0 << 4 | Int($1.hexadecimalValue ?? 0) }
    }
}

/// `*( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )` (RFC 9112, section 7.1.1): checked, then ignored.
enum ChunkExtensions {
    static func isWellFormed(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        while !rest.isEmpty {
            rest = rest.drop(while: Grammar.isWhiteSpace)
            guard rest.first == ASCII.semicolon else { return false }
            rest = rest.dropFirst().drop(while: Grammar.isWhiteSpace)
            let name = rest.prefix(while: Grammar.isTokenCharacter)
            guard !name.isEmpty else { return false }
            rest = rest[name.endIndex...]
            let afterName = rest.drop(while: Grammar.isWhiteSpace)
            if afterName.first == ASCII.equals {
                rest = afterName.dropFirst().drop(while: Grammar.isWhiteSpace)
                guard let value = valueLength(rest) else { return false }
                rest = rest.dropFirst(value)
            }
        }
        return true
    }

    /// The length of the token or quoted string at the front, or nil.
    private static func valueLength(_ text: ArraySlice<UInt8>) -> Int? {
        guard text.first == ASCII.quote else {
            let token = text.prefix(while: Grammar.isTokenCharacter)
            return token.isEmpty ? nil : token.count
        }
        var isEscaped = false
        for (index, byte) in text.enumerated().dropFirst() {
            guard Grammar.isFieldValueCharacter(byte) else { return nil }
            if isEscaped {
                isEscaped = false
            } else if byte == ASCII.backslash {
                isEscaped = true
            } else if byte == ASCII.quote {
                return index + 1
            }
        }
        return nil
    }
}

extension FieldSection {
    /// Whether a trailer is among these that must not be one, because it would change after the fact where the message
    /// ends, whom it is for, who sent it or what its content is (RFC 9110, section 6.5.1).
    ///
    /// They could be dropped as well; but only a mistake or an attack sends them.
    var hasForbiddenTrailer: Bool {
        Self.forbiddenTrailers.contains { contains($0) }
    }

    private static let forbiddenTrailers: [StaticString] = [
        "content-length", "transfer-encoding", "trailer", "te", "connection", "keep-alive", "upgrade", "host", "expect",
        "authorization", "proxy-authorization", "cookie", "set-cookie", "content-type", "content-encoding",
        "content-range",
    ]
}
