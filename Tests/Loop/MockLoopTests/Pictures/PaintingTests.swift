import JPEG
import Testing

@testable import MockLoop

@Suite struct PaintingTests {
    private static let green = Painting.Colour(red: 0, green: 170, blue: 0)
    private static let pink = Painting.Colour(red: 255, green: 111, blue: 168)
    private static let blue = Painting.Colour(red: 30, green: 99, blue: 255)

    private static func painting(
        seed: UInt64 = 1, _ width: Int = 96, _ height: Int = 64, _ style: Painting.Style = .plain,
        _ marks: [Painting.Mark] = []
    ) -> Painting {
        Painting(seed: seed, width: width, height: height, style: style, marks: marks)
    }

    // MARK: - Files

    @Test(arguments: Painting.Style.allCases, [(1, 1), (1, 7), (7, 1), (2, 2), (96, 64), (640, 480)])
    func `a file of the right size comes out`(style: Painting.Style, size: (Int, Int)) throws {
        let file = try Self.painting(size.0, size.1, style).jpeg()
        try JPEG.check(file)
        let header = try JPEG.header(of: file)
        #expect((header.width, header.height, header.componentCount) == (size.0, size.1, 3))
    }

    @Test func `a picture larger than the format is refused`() {
        #expect(throws: JPEGError.self) { try Self.painting(65501, 1).jpeg() }
    }

    // MARK: - Seeds

    @Test(arguments: Painting.Style.allCases)
    func `the same values give the same bytes`(style: Painting.Style) throws {
        let marks: [Painting.Mark] = [.point(x: 20, y: 20, radius: 9, Self.pink)]
        let file = try Self.painting(96, 64, style, marks).jpeg()
        #expect(try Self.painting(96, 64, style, marks).jpeg() == file)
    }

    @Test(arguments: Painting.Style.allCases)
    func `every seed gives another picture`(style: Painting.Style) throws {
        let pictures = try (0..<300).map { try JPEG.decode(Self.painting(seed: $0, 48, 32, style).jpeg()) }
        #expect(Set(pictures).count == 300)
    }

    @Test func `marks do not change the background`() {
        let without = Self.painting(96, 64, .beautiful).pixels()
        let with = Self.painting(96, 64, .beautiful, [.box(x: 10, y: 10, width: 5, height: 5, Self.pink)]).pixels()
        for y in 0..<64 {
            for x in 0..<96 where !((10..<15).contains(x) && (10..<15).contains(y)) {
                #expect(with[x, y] == without[x, y])
            }
        }
    }

    // MARK: - Marks

    @Test(arguments: [Painting.Style.beautiful, .plain])
    func `marks have their colours in the file, within a darker outline`(style: Painting.Style) throws {
        let picture = try JPEG.decode(
            Self.painting(
                160, 96, style,
                [
                    .box(x: 8, y: 8, width: 40, height: 30, Self.green),
                    .point(x: 80, y: 24, radius: 12, Self.pink),
                    .polygon([.init(x: 104, y: 8), .init(x: 152, y: 8), .init(x: 128, y: 72)], Self.blue),
                ]
            ).jpeg())
        for (x, y) in [(14, 14), (28, 23), (42, 32)] { #expect(picture.isNear(Self.green, x, y), "\(x), \(y)") }
        for (x, y) in [(80, 24), (74, 24), (80, 30)] { #expect(picture.isNear(Self.pink, x, y), "\(x), \(y)") }
        for (x, y) in [(128, 20), (114, 14), (142, 14)] { #expect(picture.isNear(Self.blue, x, y), "\(x), \(y)") }
        // Between them, and where only the rectangle around a disc or a triangle is.
        for (x, y) in [(58, 23), (4, 4), (70, 14), (108, 60), (148, 60)] {
            for colour in [Self.green, Self.pink, Self.blue] { #expect(!picture.isNear(colour, x, y), "\(x), \(y)") }
        }
        for (x, y) in [(8, 20), (47, 20), (28, 8), (28, 37)] {
            #expect(picture.brightness(x, y) < picture.brightness(28, 23) - 20, "\(x), \(y)")
        }
        #expect(picture.brightness(80, 13) < picture.brightness(80, 24) - 20)
        #expect(picture.brightness(128, 8) < picture.brightness(128, 20) - 20)
    }

    @Test func `a box reaches from its first to its last pixel`() {
        let picture = Self.painting(96, 64, .plain, [.box(x: 10, y: 20, width: 30, height: 12, Self.green)]).pixels()
        for (x, y) in [(10, 20), (39, 20), (10, 31), (39, 31), (11, 21), (38, 30)] {
            #expect(picture[x, y] == [0, 85, 0], "\(x), \(y)")
        }
        for (x, y) in [(12, 22), (37, 29)] { #expect(picture[x, y] == [0, 170, 0], "\(x), \(y)") }
        for (x, y) in [(9, 25), (40, 25), (20, 19), (20, 32)] { #expect(picture[x, y][0] > 100, "\(x), \(y)") }
    }

    @Test func `a point has its place in the middle`() {
        let picture = Self.painting(96, 64, .plain, [.point(x: 50, y: 30, radius: 5, Self.green)]).pixels()
        let rows = (0..<64).filter { y in (0..<96).contains { x in picture[x, y][0] < 100 } }
        let columns = (0..<96).filter { x in (0..<64).contains { y in picture[x, y][0] < 100 } }
        #expect(rows == Array(25...35))
        #expect(columns == Array(45...55))
    }

    @Test func `later marks lie on earlier ones`() {
        let marks: [Painting.Mark] = [
            .box(x: 10, y: 10, width: 40, height: 40, Self.green), .box(x: 20, y: 20, width: 20, height: 20, Self.pink),
        ]
        #expect(Self.painting(96, 64, .plain, marks).pixels()[30, 30] == [255, 111, 168])
        #expect(Self.painting(96, 64, .plain, marks.reversed()).pixels()[30, 30] == [0, 170, 0])
    }

    @Test func `in an empty picture nothing is to be found`() throws {
        let marks: [Painting.Mark] = [.box(x: 0, y: 0, width: 96, height: 64, Self.green)]
        #expect(try Self.painting(96, 64, .empty, marks).jpeg() == Self.painting(96, 64, .empty).jpeg())
        #expect(try Self.painting(96, 64, .empty).jpeg() == Self.painting(96, 64, .plain).jpeg())
    }

    @Test(arguments: Painting.Style.allCases)
    func `no background is as bright a colour as those of marks`(style: Painting.Style) throws {
        for seed in 0..<40 {
            let picture = try JPEG.decode(Self.painting(seed: UInt64(seed), 64, 48, style).jpeg())
            let strongest = stride(from: 0, to: picture.bytes.count, by: 3).map { place in
                let pixel = picture.bytes[place..<place + 3]
                return Int(pixel.max() ?? 0) - Int(pixel.min() ?? 0)
            }
            // The weakest of the colours that the generator gives is a brown with 96.
            #expect((strongest.max() ?? 0) <= 84, "seed \(seed)")
        }
    }

    // MARK: - Odd marks

    @Test(arguments: [
        Painting.Mark.box(x: 10, y: 10, width: 0, height: 20, green),
        .box(x: 10, y: 10, width: 20, height: 0, green), .box(x: 50, y: 50, width: -20, height: -20, green),
        .box(x: 96, y: 0, width: 20, height: 20, green), .box(x: -20, y: -20, width: 20, height: 20, green),
        .box(x: .max, y: .max, width: .max, height: .max, green), .box(x: .min, y: 0, width: 5, height: 5, green),
        .box(x: 0, y: .max, width: 5, height: .min, green),
        .point(x: 5, y: 5, radius: 0, green), .point(x: 5, y: 5, radius: -3, green),
        .point(x: 200, y: 5, radius: 50, green), .point(x: .min, y: .max, radius: 50, green),
        .point(x: 5, y: 5, radius: .min, green),
        .polygon([], green), .polygon([.init(x: -9, y: -9)], green),
        .polygon([.init(x: 200, y: 0), .init(x: 300, y: 0), .init(x: 250, y: 60)], green),
        .polygon([.init(x: .max, y: .max), .init(x: .max, y: .min), .init(x: .max, y: 7)], green),
    ])
    func `what cannot be seen is not drawn`(mark: Painting.Mark) {
        #expect(Self.painting(96, 64, .plain, [mark]).pixels() == Self.painting().pixels())
    }

    @Test func `a mark that covers everything, and far more, is drawn`() {
        let large: [Painting.Mark] = [
            .box(x: .min / 2, y: .min / 2, width: .max, height: .max, Self.green),
            .point(x: 50, y: 30, radius: .max, Self.green),
            .polygon(
                [.init(x: .min, y: .min), .init(x: .max, y: .min), .init(x: .max, y: .max), .init(x: .min, y: .max)],
                Self.green),
        ]
        for mark in large {
            let picture = Self.painting(96, 64, .plain, [mark]).pixels()
            #expect(picture[0, 0] == [0, 170, 0] && picture[95, 63] == [0, 170, 0], "\(mark)")
        }
    }

    @Test func `what lies outside in part is cut off`() {
        let marks: [Painting.Mark] = [
            .box(x: -10, y: 40, width: 20, height: 100, Self.green), .point(x: 96, y: 0, radius: 10, Self.pink),
            .polygon([.init(x: 40, y: -20), .init(x: 60, y: -20), .init(x: 50, y: 30)], Self.blue),
        ]
        let picture = Self.painting(96, 64, .plain, marks).pixels()
        #expect(picture[0, 50] == [0, 170, 0])
        #expect(picture[0, 63] == [0, 170, 0])
        #expect(picture[95, 0] == [255, 111, 168])
        #expect(picture[50, 0] == [30, 99, 255])
    }

    @Test func `a polygon of one or two points is a dot or a line`() {
        let dot = Self.painting(96, 64, .plain, [.polygon([.init(x: 10, y: 10)], Self.green)]).pixels()
        #expect(dot.brightness(10, 10) < Self.painting().pixels().brightness(10, 10))
        #expect(dot[13, 10] == Self.painting().pixels()[13, 10])
        let ends: [Painting.Point] = [.init(x: 10, y: 10), .init(x: 50, y: 10)]
        let line = Self.painting(96, 64, .plain, [.polygon(ends, Self.green)]).pixels()
        #expect(line[30, 9] == [0, 85, 0] && line[30, 10] == [0, 85, 0])
        #expect(line[30, 12] == Self.painting().pixels()[30, 12])
    }

    @Test func `a mark too small for an outline has some of its colour`() {
        let picture = Self.painting(96, 64, .plain, [.box(x: 10, y: 10, width: 3, height: 3, Self.green)]).pixels()
        #expect(picture[11, 11] == [0, 170, 0])
    }

    @Test func `a polygon that crosses itself is hollow where it lies on itself`() {
        let star: [Painting.Point] = [(48, 2), (66, 58), (18, 22), (78, 22), (30, 58)].map { .init(x: $0.0, y: $0.1) }
        let picture = Self.painting(96, 64, .plain, [.polygon(star, Self.green)]).pixels()
        #expect(picture[48, 14] == [0, 170, 0])
        #expect(picture[48, 32] == Self.painting().pixels()[48, 32])
    }
}

extension Pixels {
    /// Red, green and blue of a pixel.
    fileprivate subscript(x: Int, y: Int) -> [UInt8] {
        Array(bytes[3 * (y * width + x)..<3 * (y * width + x) + 3])
    }

    fileprivate func brightness(_ x: Int, _ y: Int) -> Int { self[x, y].reduce(0) { $0 + Int($1) } / 3 }

    /// Whether a pixel has a colour, but for what the format loses.
    fileprivate func isNear(_ colour: Painting.Colour, _ x: Int, _ y: Int) -> Bool {
        zip(self[x, y], [colour.red, colour.green, colour.blue]).allSatisfy { abs(Int($0) - Int($1)) <= 12 }
    }
}
