internal import Bytes

/// Times as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate, RFC 9110, section 5.6.7).
package enum HTTPDate {
    /// - Parameter secondsSinceEpoch: since 1970-01-01T00:00:00Z.
    package static func text(secondsSinceEpoch: Int) -> String {
        let (days, seconds) = secondsSinceEpoch.quotientAndRemainder(dividingBy: 86400)
        let (day, second) = seconds < 0 ? (days - 1, seconds + 86400) : (days, seconds)
        let date = CivilDate(daysSinceEpoch: day)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        // 1970-01-01 was a Thursday.
        text.append(weekdays[(day % 7 + 11) % 7])
        text.append(", ")
        text.append(twoDigits: date.day)
        text.append(ASCII.space)
        text.append(months[date.month - 1])
        text.append(ASCII.space)
        text.append(twoDigits: date.year / 100)
        text.append(twoDigits: date.year % 100)
        text.append(ASCII.space)
        text.append(twoDigits: second / 3600)
        text.append(ASCII.colon)
        text.append(twoDigits: second / 60 % 60)
        text.append(ASCII.colon)
        text.append(twoDigits: second % 60)
        text.append(" GMT")
        return String(decoding: text, as: UTF8.self)
    }

    private static let weekdays: [StaticString] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
