import Testing

@testable import JPEG

@Suite struct PixelsTests {
    /// ```
    /// A B C
    /// D E F
    /// ```
    private let letters = Pixels(text: "ABC/DEF")

    /// What `ImageOps.exif_transpose` of Pillow makes of it.
    @Test(
        arguments: zip(
            Orientation.allCases,
            ["ABC/DEF", "CBA/FED", "FED/CBA", "DEF/ABC", "AD/BE/CF", "DA/EB/FC", "FC/EB/DA", "CF/BE/AD"]))
    func `a picture is turned as it is meant`(orientation: Orientation, seen: String) {
        let turned = letters.oriented(orientation)
        #expect(turned == Pixels(text: seen))
        #expect((turned.width == 3) != orientation.swapsAxes)
    }

    @Test(arguments: Orientation.allCases)
    func `a picture of one pixel, one row or one column is turned`(orientation: Orientation) {
        #expect(Pixels(text: "A").oriented(orientation) == Pixels(text: "A"))
        for text in ["AB", "A/B"] {
            let turned = Pixels(text: text).oriented(orientation)
            #expect(Set(turned.bytes) == Set(letters.bytes.prefix(6)))
            #expect((turned.width == Pixels(text: text).width) != orientation.swapsAxes)
        }
    }

    @Test(arguments: [(0, 0, 0), (0, 1, 0), (-1, -1, 3), (1, 1, 4), (2, 1, 3), (Int.max, 2, 6)])
    func `bytes that do not fit the size are a mistake of the caller`(width: Int, height: Int, count: Int) async {
        await #expect(processExitsWith: .failure) { [width, height, count] in
            _ = Pixels(width: width, height: height, bytes: [UInt8](repeating: 0, count: count))
        }
    }
}

extension Pixels {
    /// A picture with a letter for each pixel and a stroke after each row.
    fileprivate init(text: String) {
        let rows = text.utf8.split(separator: UInt8(ascii: "/"))
        self.init(
            width: rows[0].count, height: rows.count, bytes: rows.joined().flatMap { [$0, $0 + 1, $0 + 128] })
    }
}
