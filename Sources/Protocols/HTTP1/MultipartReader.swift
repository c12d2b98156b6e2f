internal import Bytes

/// Reads a `multipart/form-data` body as a stream: bytes in, events out (RFC 7578; RFC 2046, section 5.1.1).
///
/// ```text
/// preamble CR LF                                     ignored
/// --boundary CR LF                                   delimiter
/// Content-Disposition: form-data; name="files" CR LF
/// CR LF                                              → part
/// bytes of the part                                  → data, data, …
/// CR LF --boundary CR LF                             → endOfPart
/// …
/// CR LF --boundary-- CR LF                           → endOfPart, end
/// epilogue                                           ignored
/// ```
///
/// Goals: a part of any size passes through in the runs in which it arrives, without a copy; nothing is kept but a
/// part's fields while they arrive (bounded by ``Limits``) and at most 73 bytes that may be the beginning of a
/// delimiter. Only then does the next run cost a copy. Worst case: linear in the bytes, whatever they are
/// (see `MultipartBoundarySearch`).
///
/// The caller hands over what arrived (``receive(_:)``), takes events until there are none (``nextEvent()``), and
/// says when the body is over (``finish()``). The body is complete and correct only when `finish` has returned.
///
/// What real peers do and is understood: blanks behind a boundary; a body with no part (`--boundary--` alone, which
/// browsers send for an empty form); a part whose empty line is also the line end of the next delimiter; folded field
/// lines; parts without Content-Type (requests). What is refused: line ends without CR, fields that are not UTF-8, any
/// Content-Transfer-Encoding that changes the bytes (RFC 7578, section 4.7 says that nobody uses it).
package struct MultipartReader: Sendable {
    /// What a reader accepts at most; each limit is inclusive.
    package struct Limits: Sendable, Hashable {
        /// Parts of a body. Go's mime/multipart and Starlette take 1000.
        package var partCount = 1000

        /// Bytes of a part's fields with their line ends. Busboy and Node.js take 16 KiB.
        package var headByteCount = 16 * 1024

        /// UTF-8 bytes of a part's name, decoded. Busboy takes 100.
        package var nameByteCount = 100

        /// UTF-8 bytes of a part's file name, decoded: what Linux takes as a name (NAME_MAX).
        package var fileNameByteCount = 255

        package init() {}

        package static let standard = Limits()
    }

    /// What a body says, in order: `part`, any number of `data`, `endOfPart` for each part; last `end`.
    package enum Event: Hashable, Sendable {
        /// A part begins.
        case part(PartHead)
        /// Bytes of that part: never empty, and as many as are known to belong to it.
        case data(ArraySlice<UInt8>)
        /// The part is complete.
        case endOfPart
        /// The end delimiter was read; what follows it is no part of the form.
        case end
    }

    private enum State {
        /// At the first byte of a line where `--boundary` would be a delimiter without a line end before it: at the
        /// front of the body, and behind the empty line of a part.
        case lineStart(inPart: Bool)
        /// Looking for `CR LF --boundary`; outside a part the bytes before it are dropped.
        case content(inPart: Bool)
        /// Behind `--boundary`: `--` or the rest of the line.
        case boundary
        /// Behind a boundary that is no end delimiter: blanks, then CR LF.
        case padding
        /// In the fields of a part.
        case head
        /// Behind `--boundary--`: blanks, then CR LF or the end of the body.
        case endPadding
        /// Everything is ignored.
        case epilogue
        case failed(MultipartError)
    }

    private let limits: Limits
    private let search: MultipartBoundarySearch
    private var state = State.lineStart(inPart: false)

    /// What arrived and is not consumed.
    private var input: ArraySlice<UInt8> = []

    /// The place of `input`'s first byte in the body.
    private var offset = 0

    private var partCount = 0
    private var head = MultipartHeadReader(at: 0)

    /// A reader at the front of a body.
    ///
    /// - Parameter boundary: 1 to 70 bytes, as ``boundary(fromContentType:)`` gives them.
    package init(boundary: [UInt8], limits: Limits = .standard) {
        precondition((1...70).contains(boundary.count), "a boundary has 1 to 70 characters")
        precondition(!boundary.contains(ASCII.carriageReturn), "a boundary has no CR")
        self.limits = limits
        search = MultipartBoundarySearch(boundary: boundary)
    }

    /// Takes bytes of the body, in order; where all before them is consumed, without a copy.
    package mutating func receive(_ bytes: ArraySlice<UInt8>) {
        if input.isEmpty { input = bytes } else { input += bytes }
    }

    /// Takes bytes of the body, in order; where all before them is consumed, without a copy.
    package mutating func receive(_ bytes: [UInt8]) { receive(bytes[...]) }

    /// The next thing that the body says.
    ///
    /// - Returns: nil when more bytes are needed; all that can be dropped is dropped by then.
    /// - Throws: the rule that the peer broke, and the same error at every later call.
    package mutating func nextEvent() throws(MultipartError) -> Event? {
        do {
            while true {
                switch try step() {
                case .event(let event): return event
                case .again: continue
                case .needsMore: return nil
                }
            }
        } catch {
            state = .failed(error)
            input = []
            throw error
        }
    }

    /// Says that the body has ended.
    ///
    /// All events must have been taken before.
    ///
    /// - Throws: the error of ``nextEvent()``, or what is missing.
    package mutating func finish() throws(MultipartError) {
        let end = offset + input.count
        switch state {
        case .failed(let error): throw error
        case .endPadding where input.isEmpty, .epilogue: state = .epilogue
        case .lineStart(inPart: false), .content(inPart: false): throw MultipartError(.noDelimiter, at: end)
        case .lineStart(inPart: true), .content(inPart: true): throw MultipartError(.endInPart, at: end)
        case .boundary, .padding, .endPadding: throw MultipartError(.endInDelimiter, at: end)
        case .head: throw MultipartError(.endInHead, at: end)
        }
    }

    // MARK: - Steps

    private enum Step {
        case event(Event)
        case again
        case needsMore
    }

    private mutating func step() throws(MultipartError) -> Step {
        switch state {
        case .lineStart(let inPart): return readLineStart(inPart: inPart)
        case .content(let inPart): return readContent(inPart: inPart)
        case .boundary: return try readBoundaryEnd()
        case .padding:
            guard try readPadding() else { return .needsMore }
            guard partCount < limits.partCount else {
                throw MultipartError(.partCount(limit: limits.partCount), at: offset)
            }
            partCount += 1
            head = MultipartHeadReader(at: offset)
            state = .head
            return .again
        case .head: return try readHead()
        case .endPadding:
            guard try readPadding() else { return .needsMore }
            state = .epilogue
            return .again
        case .epilogue:
            consume(input.count)
            return .needsMore
        case .failed(let error): throw error
        }
    }

    private mutating func consume(_ count: Int) {
        input.removeFirst(count)
        offset += count
    }

    private mutating func readLineStart(inPart: Bool) -> Step {
        let dashBoundary = search.delimiter.dropFirst(2)
        if input.starts(with: dashBoundary) {
            consume(dashBoundary.count)
            state = .boundary
            return inPart ? .event(.endOfPart) : .again
        }
        if dashBoundary.starts(with: input) { return .needsMore }
        state = .content(inPart: inPart)
        return .again
    }

    private mutating func readContent(inPart: Bool) -> Step {
        let end: Int
        switch search.search(input) {
        case .found(let index) where index == input.startIndex:
            consume(search.delimiter.count)
            state = .boundary
            return inPart ? .event(.endOfPart) : .again
        case .found(let index), .notBefore(let index): end = index
        }
        let run = input[..<end]
        if run.isEmpty { return .needsMore }
        consume(run.count)
        return inPart ? .event(.data(run)) : .again
    }

    private mutating func readBoundaryEnd() throws(MultipartError) -> Step {
        guard let first = input.first else { return .needsMore }
        guard first == ASCII.hyphen else {
            state = .padding
            return .again
        }
        guard input.count > 1 else { return .needsMore }
        let second = input[input.startIndex + 1]
        guard second == ASCII.hyphen else { throw MultipartError(.byteAfterBoundary(first), at: offset) }
        consume(2)
        state = .endPadding
        return .event(.end)
    }

    /// Passes over blanks and a line end.
    ///
    /// - Returns: whether the line end was read; if not, more bytes are needed.
    private mutating func readPadding() throws(MultipartError) -> Bool {
        consume(input.prefix { $0.isBlank }.count)
        guard let first = input.first else { return false }
        guard first == ASCII.carriageReturn else { throw MultipartError(.byteAfterBoundary(first), at: offset) }
        guard input.count > 1 else { return false }
        guard input[input.startIndex + 1] == ASCII.lineFeed else {
            throw MultipartError(.byteAfterBoundary(first), at: offset)
        }
        consume(2)
        return true
    }

    private mutating func readHead() throws(MultipartError) -> Step {
        let (count, isComplete) = try head.receive(input, limit: limits.headByteCount)
        consume(count)
        guard isComplete else { return .needsMore }
        let part = try head.part(limits: limits)
        head = MultipartHeadReader(at: 0)
        state = .lineStart(inPart: true)
        return .event(.part(part))
    }
}

extension MultipartReader {
    /// The boundary that a Content-Type field announces, without quotes.
    ///
    /// - Parameter value: the field's value, like `multipart/form-data; boundary=4711`.
    /// - Throws: an error whose offset counts in `value`.
    /// - Source: RFC 2046, section 5.1.1: 1 to 70 characters of a set that all mail gateways let through, and a space
    ///   only where it is not the last.
    package static func boundary(fromContentType value: some Collection<UInt8>) throws(MultipartError) -> [UInt8] {
        let field: MultipartParameters
        do {
            field = try MultipartParameters(reading: value)
        } catch {
            throw MultipartError(.malformedContentType, at: error.offset)
        }
        guard field.value == "multipart/form-data" else {
            throw MultipartError(.notFormData(mediaType: field.value), at: 0)
        }
        let boundaries = field.values(of: "boundary")
        guard let boundary = boundaries.first else { throw MultipartError(.boundaryMissing, at: value.count) }
        guard boundaries.count == 1 else { throw MultipartError(.malformedContentType, at: 0) }
        guard (1...70).contains(boundary.count) else {
            throw MultipartError(.boundaryLength(boundary.count), at: 0)
        }
        for byte in boundary where !isBoundaryCharacter(byte) {
            throw MultipartError(.boundaryCharacter(byte), at: 0)
        }
        guard boundary.last != ASCII.space else { throw MultipartError(.boundaryCharacter(ASCII.space), at: 0) }
        return boundary
    }

    /// `bchars` of RFC 2046, section 5.1.1.
    private static func isBoundaryCharacter(_ byte: UInt8) -> Bool {
        byte.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte.lowercased)
            || "'()+_,-./:=? ".utf8.contains(byte)
    }
}
