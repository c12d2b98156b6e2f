/// Spans of time as stories spell them: `250 ms`, `30 s`, `2 min`, `1 h`.
enum Durations {
    /// The longest that is accepted, in seconds: a day. Longer ones are typing errors.
    static let longest = 86_400.0

    static func parse(_ text: String) -> Duration? {
        guard let (number, unit) = splitUnit(text), number > 0 else { return nil }
        let factor: Double
        switch unit {
        case "ms": factor = 0.001
        case "s": factor = 1
        case "min": factor = 60
        case "h": factor = 3600
        default: return nil
        }
        let seconds = number * factor
        return seconds <= longest ? .milliseconds(Int((seconds * 1000).rounded())) : nil
    }

    /// A span as people read it: `250 ms`, `3.2 s`, `75 s`.
    static func shown(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        let tenths = (milliseconds + 50) / 100
        return tenths >= 600 || tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}

/// Sizes as stories spell them: `100 MB`, `64 KiB`, `512 B`.
enum ByteCounts {
    /// The largest file a story may ask for: 16 GiB, to stop a typing error before it fills a disk.
    static let largest = 16 << 30

    static func parse(_ text: String) -> Int? {
        guard let (number, unit) = splitUnit(text), number >= 0 else { return nil }
        let units: [String: Double] = [
            "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 1024, "MiB": 1_048_576, "GiB": 1_073_741_824,
        ]
        guard let factor = units[unit], number * factor <= Double(largest) else { return nil }
        return Int(number * factor)
    }
}

/// A decimal number and the letters after it, with or without a blank between them.
private func splitUnit(_ text: String) -> (number: Double, unit: String)? {
    let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    guard let number = Double(digits), digits.first != "." else { return nil }
    return (number, String(text.dropFirst(digits.count).drop { $0 == " " }))
}
