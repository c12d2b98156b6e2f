internal import Bytes

/// Finds the end of a head, or of a trailer section, while it arrives.
///
/// Nothing is looked at twice: the search remembers how far it got. Errors that need no more bytes (a line end that is
/// none, a limit passed, a first byte that begins no message) are found at once, not when the peer has finished; and
/// they are found in the order of the bytes, so that it makes no difference in which runs these arrive.
struct HeadReader: Sendable {
    /// What the head begins with.
    enum Beginning: Sendable, Hashable {
        case requestLine, statusLine
        /// No start line: a trailer section.
        case fields
    }

    /// An error at a number of bytes from the front of the queue.
    struct Failure: Error {
        var rule: ProtocolError.Rule
        var offset: Int
    }

    private let beginning: Beginning
    private var hasBegun = false
    private var skippedEmptyLine = false
    /// Field lines that are complete.
    private var fieldCount = 0
    /// Where the field lines begin; nil as long as the start line is incomplete.
    private var sectionStart: Int?
    private var lineStart = 0
    private var searched = 0

    init(_ beginning: Beginning) {
        self.beginning = beginning
        sectionStart = beginning == .fields ? 0 : nil
    }

    /// The length of the head at the front of `queue`, its empty line included, or nil while it is incomplete.
    ///
    /// One empty line before a request line is dropped from the queue (RFC 9112, section 2.2): old clients send one
    /// after a body.
    mutating func headLength(in queue: inout ByteQueue, limits: Limits) throws(Failure) -> Int? {
        if !hasBegun {
            guard try checkBeginning(of: &queue) else { return nil }
            hasBegun = true
        }
        while let end = queue.firstIndex(of: ASCII.lineFeed, from: searched) {
            let isEmpty = end == lineStart + 1 && queue[lineStart] == ASCII.carriageReturn && sectionStart != nil
            if isEmpty { return end + 1 }
            try checkLimits(lineEnd: end, in: queue, limits: limits)
            guard end > lineStart, queue[end - 1] == ASCII.carriageReturn else {
                throw Failure(rule: .bareLineEnd, offset: end)
            }
            if sectionStart == nil { sectionStart = end + 1 } else { fieldCount += 1 }
            searched = end + 1
            lineStart = end + 1
        }
        searched = queue.count
        try checkLimits(lineEnd: nil, in: queue, limits: limits)
        return nil
    }

    /// Looks at the first byte, so that a client that speaks TLS, say, is told at once.
    ///
    /// - Returns: false while nothing is there to look at.
    private mutating func checkBeginning(of queue: inout ByteQueue) throws(Failure) -> Bool {
        guard !queue.isEmpty else { return false }
        switch beginning {
        case .fields: return true
        case .statusLine:
            guard queue[0] == UInt8(ascii: "H") else { throw Failure(rule: .malformedStatusLine, offset: 0) }
            return true
        case .requestLine:
            if !skippedEmptyLine && queue[0] == ASCII.carriageReturn {
                guard queue.count > 1 else { return false }
                guard queue[1] == ASCII.lineFeed else { throw Failure(rule: .malformedRequestLine, offset: 0) }
                queue.removeFirst(2)
                skippedEmptyLine = true
                return try checkBeginning(of: &queue)
            }
            guard Grammar.isTokenCharacter(queue[0]) else { throw Failure(rule: .malformedMethod, offset: 0) }
            return true
        }
    }

    /// Holds a line against the limits: one that ends at `lineEnd`, where its LF is, or one that has not ended yet.
    private func checkLimits(lineEnd: Int?, in queue: ByteQueue, limits: Limits) throws(Failure) {
        guard let sectionStart else {
            // One byte more may be the CR.
            guard (lineEnd ?? queue.count) - 1 > limits.startLineByteCount else { return }
            // A target is too long only if there is one: without a blank so far it is the method that does not end.
            let hasTarget = (queue.firstIndex(of: ASCII.space) ?? .max) < limits.startLineByteCount
            throw Failure(
                rule: hasTarget ? .startLineTooLong : .malformedRequestLine, offset: limits.startLineByteCount)
        }
        let sectionEnd: Int
        if let lineEnd {
            sectionEnd = lineEnd + 1
        } else {
            // A CR alone on its line may be half of the empty line, which does not count.
            let isEndOfSection = queue.count == lineStart + 1 && queue[lineStart] == ASCII.carriageReturn
            guard queue.count > lineStart, !isEndOfSection else { return }
            sectionEnd = queue.count
        }
        guard fieldCount < limits.fieldCount else { throw Failure(rule: .fieldSectionTooLarge, offset: lineStart) }
        guard sectionEnd - sectionStart <= limits.fieldSectionByteCount else {
            throw Failure(rule: .fieldSectionTooLarge, offset: sectionStart + limits.fieldSectionByteCount)
        }
    }
}
