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
    private(set) var isCompressed = false
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
        // A compressed message counts as what it inflates to, which is seen while it does. It may be longer itself: by
        // an eighth, where each byte is written as a code of nine bits (RFC 1951, section 3.2.6).
        let isTooLong =
            isCompressed ? length - length / 9 - Self.blockByteCount > limit : length > limit - content.count
        guard !isTooLong else { throw .messageTooLong }
    }

    /// What stands around the codes of a small message, amply.
    private static let blockByteCount = 16

    /// Takes `count` bytes of a frame's payload from the front of `queue`.
    ///
    /// - Parameters:
    ///   - offset: how many bytes of this frame's payload came before.
    ///   - remaining: how many are still to be taken, these included.
    /// - Throws: the rule that is broken, and where.
    mutating func take(
        _ count: Int, of queue: inout ByteQueue, key: MaskingKey?, offset: Int, remaining: Int, inflater: Inflater?,
        limit: Int
    ) throws(Failure) {
        let start = content.count
        guard isCompressed else {
            makeRoom(for: count, of: remaining)
            if content.isEmpty { content = queue.takeFirst(count) } else { queue.moveFirst(count, into: &content) }
            key?.apply(to: &content, from: start, offset: offset)
            if let invalid = firstInvalid(from: start) { throw Failure(rule: .invalidText, offset: invalid) }
            return
        }
        var run = queue.takeFirst(count)
        key?.apply(to: &run, from: 0, offset: offset)
        do {
            try inflate(run[...], inflater, limit: limit)
        } catch {
            // Which byte it was cannot be said, only which frame.
            throw Failure(rule: error, offset: -offset)
        }
    }

    /// A rule that is broken.
    struct Failure: Error {
        var rule: ProtocolError.Rule
        /// How many bytes behind the beginning of the run at hand.
        var offset: Int
    }

    /// The end that a sender leaves out: an empty block without compression (RFC 7692, section 7.2.2).
    private static let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]

    /// The last frame is complete.
    mutating func end(inflater: Inflater?, limit: Int) throws(Failure) -> Message {
        if isCompressed {
            do { try inflate(Self.tail[...], inflater, limit: limit) } catch { throw Failure(rule: error, offset: 0) }
            // Else the next message would be taken for the rest of this one.
            guard inflater?.isBetweenBlocks == true else { throw Failure(rule: .malformedCompression, offset: 0) }
        }
        guard !isText || validator.isAtBoundary else { throw Failure(rule: .invalidText, offset: 0) }
        isInside = false
        let message: Message = isText ? .text(content) : .binary(content)
        content = []
        return message
    }

    private mutating func inflate(
        _ run: ArraySlice<UInt8>, _ inflater: Inflater?, limit: Int
    ) throws(ProtocolError.Rule) {
        guard let inflater else { throw .malformedCompression }
        let start = content.count
        var failure: Inflater.Failure?
        do { try inflater.inflate(run, into: &content, limit: limit) } catch { failure = error }
        // What came out before a failure is judged first, so that the verdict is the same however the bytes arrive.
        guard firstInvalid(from: start) == nil else { throw .invalidText }
        switch failure {
        case .tooLong: throw .messageTooLong
        case .malformed: throw .malformedCompression
        case nil: return
        }
    }

    /// So much of a message must have arrived before the rest is believed: then memory for all of its frame is taken
    /// at once, and nothing is moved any more while it grows.
    private static let believedByteCount = 64 * 1024

    private mutating func makeRoom(for count: Int, of remaining: Int) {
        guard content.count >= Self.believedByteCount, content.capacity - content.count < count else { return }
        // At least twice as much, or many small fragments would move the message many times.
        content.reserveCapacity(max(content.count + remaining, 2 * content.capacity))
    }

    /// How many bytes behind `start` the content stops being a text, if it is one.
    private mutating func firstInvalid(from start: Int) -> Int? {
        isText ? validator.firstInvalid(in: content, from: start) : nil
    }
}
