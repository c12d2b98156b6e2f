internal import LoopDomain

/// What passed between a Loop and its nodes, as far back as memory is given to it.
///
/// Keeps what was sent as it was sent; it is taken apart when somebody reads it. So the journal costs next to nothing
/// while nobody does.
struct Journal {
    /// One thing that happened.
    struct Entry {
        /// Counts from 1; never used again, not even after the journal was emptied.
        let number: Int
        let time: Timestamp
        let content: Content
    }

    enum Content {
        case exchange(ExchangeRecord)
        /// A message of Socket.IO.
        case message(MessageRecord)
        case connected(Peer, connection: Int)
        case disconnected(Peer, connection: Int, reason: String)
        case fault(FaultRecord)
    }

    /// Entries that are kept at most; then the oldest go.
    static let entryCountLimit = 20_000
    /// Bytes that are kept at most, bodies and messages; then the oldest entries go.
    static let byteCountLimit = 64 << 20
    /// Bytes of one body that are kept.
    static let bodyByteCountLimit = 64 << 10
    /// Entries that are shown at a time.
    static let pageLimit = 1000

    private var entries: [Entry] = []
    /// Where in ``entries`` the oldest is: what is before it has gone, and is cleared away now and then.
    private var start = 0
    private var byteCount = 0
    private(set) var nextNumber = 1

    /// Entries for which there is memory: those that are kept, and some that are not.
    var storedEntryCount: Int { entries.count }

    /// The number of the oldest entry that is kept, or that the next one gets.
    var firstNumber: Int { start < entries.count ? entries[start].number : nextNumber }

    /// Notes what happened.
    mutating func append(_ content: Content, at time: Timestamp) -> Entry {
        let entry = Entry(number: nextNumber, time: time, content: content)
        nextNumber += 1
        entries.append(entry)
        byteCount += content.byteCount
        while entries.count - start > Self.entryCountLimit
            || byteCount > Self.byteCountLimit && entries.count - start > 1
        {
            byteCount -= entries[start].content.byteCount
            start += 1
        }
        // Half of the array is given back at a time, so that each entry is moved once.
        if start > entries.count / 2, start > 1000 {
            entries.removeFirst(start)
            start = 0
        }
        return entry
    }

    /// Forgets all entries; numbers go on.
    mutating func removeAll() {
        entries = []
        start = 0
        byteCount = 0
    }

    /// The entries behind the one with `number`, oldest first.
    func entries(after number: Int) -> ArraySlice<Entry> {
        let skipped = max(0, number + 1 - firstNumber)
        return entries[min(start + skipped, entries.count)...]
    }

    /// The entry with `number`; nil when it has gone, or never was.
    func entry(_ number: Int) -> Entry? { entries(after: number - 1).first.flatMap { $0.number == number ? $0 : nil } }

    /// The event that `entry`, an acknowledgement, answers; nil when it has gone.
    func event(acknowledgedBy entry: Entry) -> Entry? {
        guard case .message(let answer) = entry.content, let id = answer.acknowledgementID else { return nil }
        let end = start + max(0, entry.number - firstNumber)
        return entries[start..<min(end, entries.count)].last { candidate in
            guard case .message(let event) = candidate.content else { return false }
            return event.peer === answer.peer && event.direction != answer.direction && event.eventID == id
        }
    }
}

extension Journal.Content {
    fileprivate var byteCount: Int {
        switch self {
        case .exchange(let exchange): exchange.keptByteCount
        case .message(let message): message.bytes.count
        case .connected, .disconnected, .fault: 0
        }
    }
}
