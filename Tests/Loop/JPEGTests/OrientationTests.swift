import Testing

@testable import JPEG

/// EXIF 2.32, section 4.6.4, and TIFF 6.0, section 2.
@Suite struct OrientationTests {
    @Test(arguments: Orientation.allCases, [false, true])
    func `the orientation is read in both byte orders`(orientation: Orientation, isLittleEndian: Bool) throws {
        let exif = Exif(isLittleEndian: isLittleEndian, entries: [(0x010F, 2, 4, 0x4142_4300), orientation.entry])
        let file = Fixture.gray.bytes.adding(exif.segment)
        #expect(try JPEG.header(of: file).orientation == orientation)
        try JPEG.check(file)
    }

    @Test func `the file of a telephone is read`() {
        // What Pillow writes for an orientation of 6.
        let exif: [UInt8] = [
            0xFF, 0xE1, 0x00, 0x22, 0x45, 0x78, 0x69, 0x66, 0x00, 0x00, 0x4D, 0x4D, 0x00, 0x2A, 0x00, 0x00, 0x00, 0x08,
            0x00, 0x01, 0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        ]
        #expect(Orientation(exifOf: Fixture.gray.bytes.adding(exif)) == .rightTop)
    }

    @Test func `other segments may stand before`() {
        let xmp: [UInt8] = [0xFF, 0xE1, 0x00, 0x0C] + Array("http://ns".utf8) + [0]
        let comment: [UInt8] = [0xFF, 0xFE, 0x00, 0x02]
        // FF as often as one likes before a marker; TEM, which has no length.
        let file = Fixture.gray.bytes.adding(
            xmp + comment + [0xFF, 0xFF, 0x01, 0xFF, 0xFF, 0xFF] + Exif.rightTop.segment)
        #expect(Orientation(exifOf: file) == .rightTop)
    }

    @Test func `the directory may stand anywhere in the segment`() {
        var exif = Exif.rightTop
        exif.gap = 1000
        #expect(Orientation(exifOf: Fixture.gray.bytes.adding(exif.segment)) == .rightTop)
    }

    @Test func `the first one counts`() {
        let twice = Exif.rightTop.segment + Exif(entries: [Orientation.leftTop.entry]).segment
        #expect(Orientation(exifOf: Fixture.gray.bytes.adding(twice)) == .rightTop)
    }

    @Test(arguments: Nonsense.all)
    func `data that make no sense say nothing`(nonsense: Nonsense) throws {
        #expect(Orientation(exifOf: nonsense.file) == nil)
        // And do not spoil the rest of the header.
        if nonsense.isPicture { #expect(try JPEG.header(of: nonsense.file).orientation == .topLeft) }
    }

    @Test func `a file that ends early says nothing until the value is there`() {
        let file = [0xFF, 0xD8] + Exif.rightTop.segment
        // The value ends 6 bytes before the segment: 2 of padding, 4 of the next directory's offset.
        let end = file.count - 6
        for count in 0..<end { #expect(Orientation(exifOf: Array(file[..<count])) == nil, "\(count) bytes") }
        for count in end...file.count {
            #expect(Orientation(exifOf: Array(file[..<count])) == .rightTop, "\(count) bytes")
        }
    }

    @Test func `a segment that claims less than it holds is read no further`() {
        let whole = Exif.rightTop.segment
        for length in 0..<(whole.count - 2 - 6) {
            var segment = whole
            segment[2] = 0
            segment[3] = UInt8(length)
            #expect(Orientation(exifOf: [0xFF, 0xD8] + segment + [0xFF, 0xDA]) == nil, "length \(length)")
        }
    }

    @Test func `no flipped bit traps`() {
        for isLittleEndian in [false, true] {
            let file =
                [0xFF, 0xD8] + Exif(isLittleEndian: isLittleEndian, entries: [Orientation.rightTop.entry]).segment
            for index in file.indices {
                for bit in UInt8(0)..<8 {
                    var changed = file
                    changed[index] ^= 1 << bit
                    _ = Orientation(exifOf: changed)
                }
            }
        }
    }
}

/// An EXIF segment with one directory.
private struct Exif {
    var isLittleEndian = false
    var signature = "Exif\0\0"
    var magic: UInt16 = 42
    /// Bytes between the head and the directory.
    var gap = 0
    /// Where the directory is said to be, if not where it is.
    var offset: UInt32?
    /// How many entries there are said to be, if not as many as there are.
    var count: UInt16?
    /// Tag, type, number of values, and the value's four bytes as a number of the most significant byte first.
    var entries: [(UInt16, UInt16, UInt32, UInt32)]

    static let rightTop = Exif(entries: [Orientation.rightTop.entry])

    var segment: [UInt8] {
        var tiff = Array((isLittleEndian ? "II" : "MM").utf8) + bytes(magic) + bytes(offset ?? UInt32(8 + gap))
        tiff += [UInt8](repeating: 0, count: gap) + bytes(count ?? UInt16(entries.count))
        for (tag, type, count, value) in entries {
            // A SHORT fills the first two of the four bytes.
            let short = bytes(UInt16(truncatingIfNeeded: value)) + [0, 0]
            tiff += bytes(tag) + bytes(type) + bytes(count) + (type == 3 ? short : bytes(value))
        }
        tiff += [0, 0, 0, 0]
        let content = Array(signature.utf8) + tiff
        return [0xFF, 0xE1, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 0xFF)] + content
    }

    private func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        let bytes = stride(from: number.bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: number >> $0)
        }
        return isLittleEndian ? bytes.reversed() : bytes
    }
}

/// A file whose orientation cannot be told.
struct Nonsense: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let file: [UInt8]
    var isPicture = true

    private init(_ what: String, _ exif: Exif) {
        testDescription = what
        file = Fixture.gray.bytes.adding(exif.segment)
    }

    private init(_ what: String, noPicture file: [UInt8]) {
        testDescription = what
        self.file = file
        isPicture = false
    }

    private static func exif(_ change: (inout Exif) -> Void) -> Exif {
        var exif = Exif.rightTop
        change(&exif)
        return exif
    }

    private static func value(_ value: UInt32, count: UInt32 = 1) -> Exif {
        Exif(entries: [(0x0112, 3, count, value)])
    }

    static let all = [
        Nonsense("0", value(0)), Nonsense("9", value(9)), Nonsense("256 + 6", value(262)),
        Nonsense("a number of four bytes", Exif(isLittleEndian: true, entries: [(0x0112, 4, 1, 6)])),
        Nonsense("two values", value(6, count: 2)),
        Nonsense("no value", value(6, count: 0)),
        Nonsense("no entry", Exif(entries: [])),
        Nonsense("another entry", Exif(entries: [(0x0111, 3, 1, 6)])),
        Nonsense("another magic number", exif { $0.magic = 43 }),
        Nonsense("another signature", exif { $0.signature = "exif\0\0" }),
        Nonsense("a directory at the end of the segment", exif { $0.offset = 26 }),
        Nonsense("a directory behind the segment", exif { $0.offset = 0x10000 }),
        Nonsense("a directory at 4 GB", exif { $0.offset = .max }),
        Nonsense(
            "more entries than there are",
            exif { exif in
                exif.count = .max
                exif.entries = [(0x0111, 3, 1, 6)]
            }),
        Nonsense("fewer entries than there are", exif { $0.count = 0 }),
        Nonsense("no JPEG", noPicture: Array(Exif.rightTop.segment)),
        Nonsense("nothing", noPicture: []),
        Nonsense("behind the first scan", noPicture: [0xFF, 0xD8, 0xFF, 0xDA] + Exif.rightTop.segment),
        Nonsense("behind the end", noPicture: [0xFF, 0xD8, 0xFF, 0xD9] + Exif.rightTop.segment),
        Nonsense("behind something else", noPicture: [0xFF, 0xD8, 0x00] + Exif.rightTop.segment),
        Nonsense("behind a length of 1", noPicture: [0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x01] + Exif.rightTop.segment),
        Nonsense("behind a length of 0", noPicture: [0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x00] + Exif.rightTop.segment),
        Nonsense(
            "in the data of another segment", noPicture: [0xFF, 0xD8, 0xFF, 0xE2, 0x00, 0xFF] + Exif.rightTop.segment),
    ]
}

extension Orientation {
    /// As the entry of a directory: tag, type, number of values, value.
    fileprivate var entry: (UInt16, UInt16, UInt32, UInt32) { (0x0112, 3, 1, UInt32(rawValue)) }
}

extension [UInt8] {
    /// A JPEG file with segments behind its start.
    fileprivate func adding(_ segments: [UInt8]) -> [UInt8] { self[..<2] + segments + self[2...] }
}
