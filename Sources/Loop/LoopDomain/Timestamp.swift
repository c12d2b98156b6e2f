internal import Bytes

/// A moment in UTC, to the microsecond.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Since 1970-01-01T00:00:00Z; negative before.
    public var microsecondsSinceEpoch: Int

    /// The moment so many microseconds after the epoch.
    public init(microsecondsSinceEpoch: Int) { self.microsecondsSinceEpoch = microsecondsSinceEpoch }

    /// Whether one moment is before the other.
    public static func < (one: Timestamp, other: Timestamp) -> Bool {
        one.microsecondsSinceEpoch < other.microsecondsSinceEpoch
    }

    /// `2021-06-01T06:28:21.289092`: as Python's `isoformat()` writes it, without a zone.
    ///
    /// - Parameter separator: between date and time.
    package func text(separator: UInt8 = UInt8(ascii: "T")) -> String {
        let microsecond = ((microsecondsSinceEpoch % 1_000_000) + 1_000_000) % 1_000_000
        let seconds = (microsecondsSinceEpoch - microsecond) / 1_000_000
        let second = ((seconds % 86_400) + 86_400) % 86_400
        let date = CivilDate(daysSinceEpoch: (seconds - second) / 86_400)
        var text: [UInt8] = []
        text.append(twoDigits: date.year / 100)
        text.append(twoDigits: date.year % 100)
        text.append(ASCII.hyphen)
        text.append(twoDigits: date.month)
        text.append(ASCII.hyphen)
        text.append(twoDigits: date.day)
        text.append(separator)
        text.append(twoDigits: second / 3600)
        text.append(ASCII.colon)
        text.append(twoDigits: second / 60 % 60)
        text.append(ASCII.colon)
        text.append(twoDigits: second % 60)
        text.append(UInt8(ascii: "."))
        for power in [10_000, 100, 1] { text.append(twoDigits: microsecond / power % 100) }
        return String(decoding: text, as: UTF8.self)
    }
}
