internal import Bytes
internal import Compression

/// Puts a message together from the frames that carry it, while they arrive.
///
/// Text is checked as it comes, before its frame is complete; so is the limit, before memory is taken. A compressed
/// message is inflated as it comes, so that its limit is that of what it inflates to.
struct MessageAssembler {
    /// Whether a message has begun and not ended.
    private(set) var isInside = false
    private var isText = false
    private var isCompressed = false
    private var content: [UInt8] = []
    private var validator = UTF8Validator()

    /// The first frame of a message.
    mutating func begin(isText: Bool, isCompressed: Bool) {
        isInside = true
        self.isText = isText
        self.isCompressed = isCompressed
        validator = UTF8Validator()
    }

    /// Holds the announced length of a frame against the limit.
    func checkLength(_ length: Int, limit: Int) throws(ProtocolError.Rule) {
        // What a compressed frame inflates to is checked while it inflates; it is hardly ever longer itself.
        guard length <= (isCompressed ? limit : limit - content.count) else { throw .messageTooLong }
    }

    /// Takes `count` bytes of a frame's payload from the front of `queue`.
    ///
    /// - Parameter offset: how many bytes of this frame's payload came before.
    /// - Throws: the rule that is broken, with the number of bytes of this run that were in order.
    mutating func take(
        _ count: Int, of queue: inout ByteQueue, key: MaskingKey?, offset: Int, inflater: Inflater?, limit: Int
    ) throws(Failure) {
        let start = content.count
        if isCompressed, let inflater {
            var run = queue.takeFirst(count)
            key?.apply(to: &run, from: 0, offset: offset)
            try inflate(run[...], inflater, limit: limit)
        } else {
            if content.isEmpty { content = queue.takeFirst(count) } else { queue.moveFirst(count, into: &content) }
            key?.apply(to: &content, from: start, offset: offset)
        }
        try validate(from: start)
    }

    /// A rule that is broken, and after how many bytes of the run at hand.
    struct Failure: Error {
        var rule: ProtocolError.Rule
        var offset: Int
    }

    /// The end that a sender leaves out: an empty block without compression (RFC 7692, section 7.2.2).
    private static let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]

    /// The last frame is complete.
    mutating func end(inflater: Inflater?, limit: Int) throws(Failure) -> Message {
        if isCompressed, let inflater {
            let start = content.count
            try inflate(Self.tail[...], inflater, limit: limit)
            try validate(from: start)
        }
        guard !isText || validator.isAtBoundary else { throw Failure(rule: .invalidText, offset: 0) }
        isInside = false
        let message: Message = isText ? .text(content) : .binary(content)
        content = []
        return message
    }

    private mutating func inflate(_ run: ArraySlice<UInt8>, _ inflater: Inflater, limit: Int) throws(Failure) {
        do {
            try inflater.inflate(run, into: &content, limit: limit)
        } catch {
            switch error {
            case .tooLong: throw Failure(rule: .messageTooLong, offset: 0)
            case .malformed: throw Failure(rule: .malformedCompression, offset: 0)
            }
        }
    }

    private mutating func validate(from start: Int) throws(Failure) {
        guard isText, content.count > start else { return }
        if let offset = validator.firstInvalid(in: content, from: start) {
            throw Failure(rule: .invalidText, offset: isCompressed ? 0 : offset)
        }
    }
}
