import Bytes
import TestSupport
import Testing

@testable import JPEG

@Suite struct JPEGTests {
    // MARK: - Reading

    @Test(arguments: Fixture.all)
    func `a picture that another program made is read`(fixture: Fixture) throws {
        let header = try JPEG.header(of: fixture.bytes)
        #expect((header.width, header.height) == (32, 16))
        #expect(header.componentCount == fixture.componentCount)
        #expect(header.orientation == .topLeft)
        try JPEG.check(fixture.bytes)
        let pixels = try JPEG.decode(fixture.bytes)
        #expect((pixels.width, pixels.height) == (32, 16))
        // Not at the border of the halves, where colours at less than full resolution run into each other.
        for (x, y) in [(0, 0), (8, 15)] { #expect(pixels.isNear(fixture.left, x, y), "\(x), \(y)") }
        for (x, y) in [(24, 0), (31, 15)] { #expect(pixels.isNear(fixture.right, x, y), "\(x), \(y)") }
    }

    @Test func `inks that were converted to YCCK are read`() throws {
        // The last byte of Adobe's marker says how colours were converted: 2 is YCCK.
        let file = try Fixture.cmyk.replacing(behind: 0xEE, at: 15, with: [2])
        #expect(try JPEG.header(of: file).componentCount == 4)
        try JPEG.check(file)
        let pixels = try JPEG.decode(file)
        #expect(!pixels.isNear(Fixture.cmyk.left, 0, 0), "the same numbers mean other colours")
    }

    @Test func `a header is read though the rest is missing`() throws {
        let scan = try #require(Fixture.baseline.bytes.lastMarker(0xDA))
        let header = try JPEG.header(of: Array(Fixture.baseline.bytes[..<(scan + 14)]))
        #expect((header.width, header.height, header.componentCount) == (32, 16, 3))
    }

    @Test(arguments: [1, 7, 8, 9, 17])
    func `a side of any length is read`(side: Int) throws {
        let pixels = Pixels(width: side, height: 3, bytes: [UInt8](repeating: 128, count: 9 * side))
        let file = try JPEG.encode(pixels)
        try JPEG.check(file)
        #expect(try JPEG.decode(file) == pixels)
    }

    // MARK: - Damage

    @Test(arguments: Fixture.all)
    func `a file that ends early is refused wherever it does`(fixture: Fixture) {
        for count in fixture.bytes.indices {
            let file = Array(fixture.bytes[..<count])
            #expect(throws: JPEGError.self, "check, \(count) bytes") { try JPEG.check(file) }
            #expect(throws: JPEGError.self, "decode, \(count) bytes") { try JPEG.decode(file) }
        }
    }

    @Test(arguments: Damage.all)
    func `a damaged file is refused with the library's words`(damage: Damage) throws {
        #expect(throws: damage.error) { try JPEG.check(damage.bytes) }
        #expect(throws: damage.error) { try JPEG.decode(damage.bytes) }
        #expect(damage.error.isFaultOfFile)
    }

    @Test func `bytes before the end that belong to nothing are damage`() {
        // Cameras write such files. How many of the bytes the library tells of depends on how far it read ahead.
        let whole = Fixture.baseline.bytes
        let file = Array(whole[..<(whole.count - 2)]) + [UInt8](repeating: 0, count: 99) + [0xFF, 0xD9]
        let error = #expect(throws: JPEGError.self) { try JPEG.check(file) }
        #expect(error?.description.hasPrefix("the picture is damaged: Corrupt JPEG data: ") == true)
        #expect(error?.description.hasSuffix(" extraneous bytes before marker 0xd9") == true)
        #expect(throws: JPEGError.self) { try JPEG.decode(file) }
    }

    @Test func `what follows the end is not looked at`() throws {
        let file = Fixture.baseline.bytes + Array("hello".utf8) + Fixture.baseline.bytes
        try JPEG.check(file)
        #expect(try JPEG.decode(file) == JPEG.decode(Fixture.baseline.bytes))
    }

    @Test(arguments: Fixture.all)
    func `no flipped bit traps, and what checks well is decoded`(fixture: Fixture) {
        for index in fixture.bytes.indices {
            for bit in UInt8(0)..<8 {
                var file = fixture.bytes
                file[index] ^= 1 << bit
                _ = try? JPEG.header(of: file)
                let isWhole = (try? JPEG.check(file, limit: 10_000)) != nil
                #expect((try? JPEG.decode(file, limit: 10_000)) != nil || !isWhole, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func `no noise traps`() {
        var generator = SeededGenerator(seed: 4)
        let scan = Fixture.progressive.bytes.lastMarker(0xDA) ?? 0
        for count in 0..<300 {
            let noise = generator.bytes(count)
            for file in [noise, [0xFF, 0xD8, 0xFF] + noise, Fixture.progressive.bytes[..<scan] + noise] {
                #expect(throws: JPEGError.self) { try JPEG.check(file, limit: 10_000) }
            }
        }
    }

    // MARK: - Limits

    @Test func `the limit for pixels is inclusive`() throws {
        let file = Fixture.gray.bytes
        let error = JPEGError.pixelCount(width: 32, height: 16, limit: 511)
        #expect(throws: error) { try JPEG.decode(file, limit: 511) }
        #expect(throws: error) { try JPEG.check(file, limit: 511) }
        for limit in [512, 513] {
            try JPEG.check(file, limit: limit)
            #expect(try JPEG.decode(file, limit: limit).bytes.count == 3 * 512)
        }
        #expect("\(error)" == "the picture has 32 × 16 pixels, which is more than 511")
    }

    @Test(arguments: [Fixture.baseline, .progressive, .gray, .cmyk])
    func `a picture that claims to be huge is refused before it is read`(fixture: Fixture) throws {
        let marker: UInt8 = fixture.testDescription == "progressive" ? 0xC2 : 0xC0
        let file = try fixture.replacing(behind: marker, at: 5, with: [0xFF, 0xDC, 0xFF, 0xDC])
        #expect(try JPEG.header(of: file).width == 65500)
        let error = JPEGError.pixelCount(width: 65500, height: 65500, limit: 89_478_485)
        #expect(throws: error) { try JPEG.decode(file) }
        #expect(throws: error) { try JPEG.check(file) }
    }

    @Test func `500 scans are taken, 501 are not`() throws {
        // The same scan over and over is allowed, and costs the reader its time each time.
        let bytes = Fixture.scans.bytes
        let third = try #require(bytes.lastMarker(0xDA))
        let scan = bytes[third..<(bytes.count - 2)]
        func file(scans: Int) -> [UInt8] {
            bytes[..<third] + repeatElement(scan, count: scans - 2).joined() + [0xFF, 0xD9]
        }
        try JPEG.check(file(scans: 500))
        #expect(throws: JPEGError.unreadable("Progressive JPEG image has more than 500 scans")) {
            try JPEG.check(file(scans: 501))
        }
    }

    // MARK: - Writing

    @Test func `a picture is written as cameras do`() throws {
        let pixels = try JPEG.decode(Fixture.rgb.bytes)
        let file = try JPEG.encode(pixels)
        // The same picture, written in the same way by another program but for the tables, which it computed.
        let other = try JPEG.decode(Fixture.baseline.bytes)
        #expect(try JPEG.decode(file).isNear(other))
        #expect(file.starts(with: [0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10] + Array("JFIF\0".utf8)))
        #expect(try JPEG.encode(pixels) == file)
    }

    @Test func `quality is worth bytes`() throws {
        var generator = SeededGenerator(seed: 1)
        let noise = Pixels(width: 64, height: 64, bytes: generator.bytes(3 * 64 * 64))
        let counts = try [1, 50, 90, 100].map { try JPEG.encode(noise, quality: $0).count }
        #expect(counts == counts.sorted() && Set(counts).count == 4)
        #expect(try JPEG.encode(noise).count == counts[2])
    }

    @Test func `the format's longest side is written, a longer one is not`() throws {
        func row(_ width: Int) -> Pixels {
            Pixels(width: width, height: 1, bytes: [UInt8](repeating: 9, count: 3 * width))
        }
        #expect(try JPEG.header(of: JPEG.encode(row(65500))).width == 65500)
        let error = JPEGError.unwritable("Maximum supported image dimension is 65500 pixels")
        #expect(throws: error) { try JPEG.encode(row(65501)) }
        #expect(!error.isFaultOfFile)
    }

    @Test func `a quality that is none is a mistake of the caller`() async {
        await #expect(processExitsWith: .failure) {
            _ = try JPEG.encode(Pixels(width: 1, height: 1, bytes: [1, 2, 3]), quality: 101)
        }
    }
}

/// A file that is no whole picture, and what is said of it.
struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let error: JPEGError

    private init(_ what: String, _ bytes: [UInt8], _ error: JPEGError) {
        testDescription = what
        self.bytes = bytes
        self.error = error
    }

    private static let whole = Fixture.baseline.bytes
    private static let frame = whole.lastMarker(0xC0) ?? 0

    private static func frame(at offset: Int, _ replacement: [UInt8]) -> [UInt8] {
        var changed = whole
        changed.replaceSubrange(frame + offset..<frame + offset + replacement.count, with: replacement)
        return changed
    }

    private static let noPicture = "there is no picture in it, or it is cut off"

    static let all = [
        Damage("an empty file", [], .unreadable("the file is empty")),
        Damage("a PNG", [0x89] + Array("PNG\r\n".utf8), .unreadable("Not a JPEG file: starts with 0x89 0x50")),
        Damage("a JPEG without a picture", [0xFF, 0xD8, 0xFF, 0xD9], .unreadable(noPicture)),
        Damage("no end", whole.dropLast(2), .damaged("Premature end of JPEG file")),
        Damage("half an end", whole.dropLast(1), .damaged("Premature end of JPEG file")),
        Damage(
            "no data", Array(whole[..<((whole.lastMarker(0xDA) ?? 0) + 14)]), .damaged("Premature end of JPEG file")),
        Damage(
            "bytes before the header", whole[..<2] + [1, 2] + whole[2...],
            .damaged("Corrupt JPEG data: 2 extraneous bytes before marker 0xe0")),
        Damage(
            "restart markers in the wrong order", Fixture.restarts.bytes.map { $0 == 0xD0 ? 0xD3 : $0 },
            .damaged("Corrupt JPEG data: found marker 0xd3 instead of RST0")),
        Damage(
            "12 bits a sample", frame(at: 4, [12]), .unreadable("Unsupported JPEG data precision 12")),
        Damage(
            "lossless", frame(at: 1, [0xC3]), .unreadable("Unsupported JPEG process: SOF type 0xc3")),
        Damage(
            "a height that comes later", frame(at: 5, [0, 0]), .unreadable("Empty JPEG image (DNL not supported)")),
        Damage(
            "a side beyond the library's", frame(at: 5, [0xFF, 0xFF]),
            .unreadable("Maximum supported image dimension is 65500 pixels")),
        Damage(
            "a segment longer than the file", [0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xFF] + whole[2...],
            .unreadable(noPicture)),
    ]
}

extension Pixels {
    /// Red, green and blue of a pixel.
    subscript(x: Int, y: Int) -> [UInt8] { Array(bytes[3 * (y * width + x)..<3 * (y * width + x) + 3]) }

    /// Whether a pixel has a colour, but for what the format loses.
    func isNear(_ colour: [UInt8], _ x: Int, _ y: Int, within tolerance: Int = 4) -> Bool {
        zip(self[x, y], colour).allSatisfy { abs(Int($0) - Int($1)) <= tolerance }
    }

    /// Whether all pixels have the colours of another picture, but for what the format loses.
    func isNear(_ other: Pixels, within tolerance: Int = 6) -> Bool {
        width == other.width && height == other.height
            && zip(bytes, other.bytes).allSatisfy { abs(Int($0) - Int($1)) <= tolerance }
    }
}

extension [UInt8] {
    /// Where a marker stands last.
    func lastMarker(_ marker: UInt8) -> Int? {
        indices.dropLast().last { self[$0] == 0xFF && self[$0 + 1] == marker }
    }
}
