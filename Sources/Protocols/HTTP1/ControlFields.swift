internal import Bytes

/// What a head says about itself: the fields that decide where the message ends, whom it is for and what becomes of
/// the connection.
///
/// They are found in one pass over the section, and most fields are passed by on the length of their names alone.
struct ControlFields: Sendable {
    /// `Content-Length` (RFC 9110, section 8.6).
    enum ContentLength: Sendable, Hashable {
        case absent
        case count(Int)
        /// No decimal number, one with leading zeros, too large a one, or more than one field, even if they agree.
        case malformed
    }

    /// `Transfer-Encoding`, all its lines as one list (RFC 9112, section 6.1).
    enum TransferCoding: Sendable, Hashable {
        case absent
        /// `chunked` and nothing else.
        case chunked
        /// `chunked` last, over codings that are not understood here.
        case chunkedOverOthers
        /// Codings without `chunked`: they do not say where the message ends.
        case others
        /// `chunked` twice, with parameters or before other codings; an empty member.
        case malformed
    }

    /// What `Connection` lists (RFC 9110, section 7.6.1), as far as it concerns this core.
    struct ConnectionOptions: OptionSet, Sendable {
        let rawValue: UInt8
        static let close = ConnectionOptions(rawValue: 1)
        static let keepAlive = ConnectionOptions(rawValue: 2)
        static let upgrade = ConnectionOptions(rawValue: 4)
    }

    private(set) var contentLength = ContentLength.absent
    private(set) var transferCoding = TransferCoding.absent
    private(set) var connectionOptions: ConnectionOptions = []
    private(set) var hasUpgrade = false
    /// Whether `Expect` lists `100-continue`, and whether it lists anything else (RFC 9110, section 10.1.1).
    private(set) var expectsContinue = false
    private(set) var expectsOther = false
    private(set) var hostCount = 0
    /// The value of the last `Host`, a range of the section's bytes.
    private(set) var host = 0..<0
    /// Whether a framing field is spelled with `_` for `-`, which is another name to us, but the same one to gateways
    /// that turn names into variables; only an attacker sends it.
    private(set) var hasDisguisedFraming = false

    init(_ section: FieldSection) {
        for entry in section.entries {
            switch entry.name.count {
            case 4 where section.name(of: entry, is: "host"):
                hostCount += 1
                host = entry.value
            case 6 where section.name(of: entry, is: "expect"):
                section.forEachMember(of: entry.value) { expect($0) }
            case 7 where section.name(of: entry, is: "upgrade"):
                hasUpgrade = true
            case 10 where section.name(of: entry, is: "connection"):
                section.forEachMember(of: entry.value) { connect($0) }
            case 14 where section.name(of: entry, is: "content-length"):
                add(contentLength: section.bytes[entry.value])
            case 14 where section.name(of: entry, is: "content_length"):
                hasDisguisedFraming = true
            case 17 where section.name(of: entry, is: "transfer-encoding"):
                section.forEachMember(of: entry.value) { add(transferCoding: $0) }
            case 17 where section.name(of: entry, is: "transfer_encoding"):
                hasDisguisedFraming = true
            default: break
            }
        }
    }

    private mutating func add(contentLength value: ArraySlice<UInt8>) {
        // The grammar allows leading zeros; but nobody who writes a number writes them, and there are readers who take
        // such a number for an octal one.
        let hasLeadingZero = value.count > 1 && value.first == ASCII.zero
        guard contentLength == .absent, !hasLeadingZero, let count = value.decimalValue else {
            contentLength = .malformed
            return
        }
        contentLength = .count(count)
    }

    private mutating func add(transferCoding coding: ArraySlice<UInt8>) {
        let isChunked = coding.equalsIgnoringCase("chunked")
        // The coding has no parameters (RFC 9112, section 7.1); another reader may overlook them. Empty members should
        // be overlooked (RFC 9110, section 5.6.1), but nobody sends them who does not hope for two opinions.
        let isSuspicious =
            coding.isEmpty || !isChunked && coding.prefix { Grammar.isTokenCharacter($0) }.equalsIgnoringCase("chunked")
        transferCoding =
            switch transferCoding {
            case _ where isSuspicious: .malformed
            case .absent: isChunked ? .chunked : .others
            case .others: isChunked ? .chunkedOverOthers : .others
            case .chunked, .chunkedOverOthers, .malformed: .malformed
            }
    }

    private mutating func connect(_ option: ArraySlice<UInt8>) {
        if option.equalsIgnoringCase("close") {
            connectionOptions.insert(.close)
        } else if option.equalsIgnoringCase("keep-alive") {
            connectionOptions.insert(.keepAlive)
        } else if option.equalsIgnoringCase("upgrade") {
            connectionOptions.insert(.upgrade)
        }
    }

    private mutating func expect(_ expectation: ArraySlice<UInt8>) {
        if expectation.equalsIgnoringCase("100-continue") {
            expectsContinue = true
        } else if !expectation.isEmpty {
            expectsOther = true
        }
    }
}

extension FieldSection {
    /// Whether the name of `entry` is `text` (in lower case, of the same length), compared without case.
    func name(of entry: Entry, is text: StaticString) -> Bool {
        text.withUTF8Buffer { expected in
            guard entry.name.count == expected.count else { return false }
            for index in 0..<expected.count
            where unsafe bytes[entry.name.lowerBound + index].lowercased != expected[index] {
                return false
            }
            return true
        }
    }

    /// Calls `body` with each member of the comma-separated list at `range`, without the white space around it; with
    /// empty members, too.
    func forEachMember(of range: Range<Int>, _ body: (ArraySlice<UInt8>) -> Void) {
        var rest = bytes[range]
        while let comma = rest.firstIndex(of: ASCII.comma) {
            body(rest[..<comma].trimmingWhiteSpace)
            rest = rest[(comma + 1)...]
        }
        body(rest.trimmingWhiteSpace)
    }
}
