/// The directory at the end of a zip file, for what libzip does not give: names with a NUL in them, the names
/// that two members have, and times of day that do not depend on the time zone of this machine.
///
/// ```text
/// local header, data   … for each member
/// central header       … for each member: 46 bytes, then name, extra, comment
///    0 signature 50 4B 01 02    12 time of day   14 date    28 name length   30 extra length   32 comment length
///   42 offset of the local header
/// end of central directory: 22 bytes, then a comment
///    0 signature 50 4B 05 06    10 number of members   12 directory length   16 directory offset   20 comment length
/// ```
///
/// All numbers are little-endian. Source: APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
struct CentralDirectory {
    /// Where the directory begins in the file.
    private let offset: Int

    /// The central headers of all members.
    private let bytes: [UInt8]

    /// Where each member's header begins in `bytes`.
    private let headers: [Int]

    /// The length of the end of central directory without its comment; no zip is shorter.
    static let endByteCount = 22
    private static let headerByteCount = 46
    private static let largestComment = 65535

    /// Reads the directory; nil when there is none, when it is cut off, or when it has the 64-bit form, which
    /// archives below 4 GB and 65,535 members do not need.
    init?(of file: borrowing File) throws(ArchiveError) {
        let byteCount = try file.byteCount
        let tailStart = max(0, byteCount - Self.endByteCount - Self.largestComment)
        let tail = try file.read(byteCount - tailStart, at: tailStart)
        guard let end = Self.end(in: tail) else { return nil }
        let count = tail.number16(at: end + 10)
        let length = tail.number32(at: end + 12)
        offset = tailStart + end - length
        guard offset >= 0, length < 0xFFFF_FFFF, count < 0xFFFF else { return nil }
        bytes = try file.read(length, at: offset)
        guard bytes.count == length else { return nil }

        var headers: [Int] = []
        var place = 0
        while headers.count < count {
            guard place + Self.headerByteCount <= bytes.count, bytes[place...].starts(with: [0x50, 0x4B, 1, 2]) else {
                return nil
            }
            headers.append(place)
            place += Self.headerByteCount
            place += bytes.number16(at: headers[headers.count - 1] + 28)
            place += bytes.number16(at: headers[headers.count - 1] + 30)
            place += bytes.number16(at: headers[headers.count - 1] + 32)
            guard place <= bytes.count else { return nil }
        }
        self.headers = headers
    }

    /// The names as they stand in the file.
    var names: [ArraySlice<UInt8>] {
        headers.map { header in
            let start = header + Self.headerByteCount
            return bytes[start..<start + bytes.number16(at: header + 28)]
        }
    }

    /// Writes the same time into the headers of all members.
    ///
    /// - Precondition: the archive starts at the front of the file.
    func setTime(_ time: DOSTime, in file: borrowing File) throws(ArchiveError) {
        var changed = bytes
        for header in headers {
            changed.replaceSubrange(header + 12..<header + 16, with: time.bytes)
            try file.write(time.bytes[...], at: bytes.number32(at: header + 42) + 10)
        }
        try file.write(changed[...], at: offset)
    }

    /// The last place in `tail` where an end of central directory fits with its comment.
    private static func end(in tail: [UInt8]) -> Int? {
        guard tail.count >= endByteCount else { return nil }
        for place in (0...tail.count - endByteCount).reversed()
        where tail[place] == 0x50 && tail[place...].starts(with: [0x50, 0x4B, 5, 6]) {
            if place + endByteCount + tail.number16(at: place + 20) == tail.count { return place }
        }
        return nil
    }
}

/// A time as zip files have it: no zone, years from 1980 to 2107, steps of two seconds.
///
/// Ours are in UTC, so that the same inputs give the same bytes wherever they are packed.
struct DOSTime {
    /// Time of day, then date: two little-endian numbers.
    let bytes: [UInt8]

    /// - Parameter seconds: since 1970 in UTC; a time that the form does not have becomes the nearest that it has.
    init(secondsSinceEpoch seconds: Int) {
        let earliest = 315_532_800  // 1980-01-01 00:00:00
        let latest = 4_354_819_198  // 2107-12-31 23:59:58
        let seconds = min(max(seconds, earliest), latest)
        let (day, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, dayOfMonth) = Self.date(ofDay: day)
        let time = (second / 3600) << 11 | (second / 60 % 60) << 5 | (second % 60 / 2)
        let date = (year - 1980) << 9 | month << 5 | dayOfMonth
        bytes = [UInt8(time & 0xFF), UInt8(time >> 8), UInt8(date & 0xFF), UInt8(date >> 8)]
    }

    /// The date of a day since 1970, counted in years that begin in March, so that the leap day is the last.
    private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468  // days since 0000-03-01
        let era = shifted / 146_097  // 400 years
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}

extension [UInt8] {
    fileprivate func number16(at index: Int) -> Int { Int(self[index]) | Int(self[index + 1]) << 8 }
    fileprivate func number32(at index: Int) -> Int { number16(at: index) | number16(at: index + 2) << 16 }
}
