import JPEG
import Testing

@testable import MockLoop

@Suite struct CanvasTests {
    private static let white = Painting.Colour(red: 255, green: 255, blue: 255)

    /// The reds of a black canvas after a shape was painted on it in white, row by row.
    private func painted(_ width: Int, _ height: Int, _ shape: Shape) -> [[UInt8]] {
        var canvas = Canvas(width: width, height: height)
        canvas.fill(shape, Self.white)
        let reds = stride(from: 0, to: canvas.bytes.count, by: 3).map { canvas.bytes[$0] }
        return (0..<height).map { Array(reds[$0 * width..<($0 + 1) * width]) }
    }

    /// The area of a shape as the canvas shows it, in pixels.
    private func area(_ shape: Shape, on side: Int = 100) -> Double {
        painted(side, side, shape).joined().reduce(0) { $0 + Double($1) } / 255
    }

    @Test func `a canvas is black at first, and its pixels are as many`() {
        let pixels = Canvas(width: 3, height: 2).pixels
        #expect(pixels == Pixels(width: 3, height: 2, bytes: [UInt8](repeating: 0, count: 18)))
    }

    @Test func `a rectangle on whole pixels has hard borders`() {
        #expect(
            painted(4, 3, .rectangle(left: 1, top: 1, right: 3, bottom: 2))
                == [[0, 0, 0, 0], [0, 255, 255, 0], [0, 0, 0, 0]])
    }

    @Test func `a pixel that is covered in part gets a part of the colour`() {
        #expect(
            painted(4, 3, .rectangle(left: 0.5, top: 0.5, right: 2.25, bottom: 2))
                == [[63, 127, 31, 0], [127, 255, 63, 0], [0, 0, 0, 0]])
        // Within one pixel.
        #expect(painted(3, 1, .rectangle(left: 1.25, top: 0, right: 1.75, bottom: 1)) == [[0, 127, 0]])
    }

    @Test func `a shape leaves nothing behind for the next one`() {
        var canvas = Canvas(width: 4, height: 2)
        canvas.fill(.rectangle(left: 0, top: 0, right: 1.5, bottom: 2), Self.white)
        canvas.fill(.rectangle(left: 0, top: 0, right: 4, bottom: 2), Self.white)
        #expect(canvas.bytes == [UInt8](repeating: 255, count: 24))
    }

    @Test func `a shape reaches to the last row and column and no further`() {
        let whole = [[UInt8]](repeating: [255, 255], count: 2)
        #expect(painted(2, 2, .rectangle(left: 0, top: 0, right: 2, bottom: 2)) == whole)
        #expect(painted(2, 2, .rectangle(left: -1e30, top: -1e30, right: 1e30, bottom: 1e30)) == whole)
        #expect(painted(2, 2, .disc(Vertex(x: 1, y: 1), radius: 100)) == whole)
    }

    @Test(arguments: [1.0, 2.5, 10, 49])
    func `a disc has its area`(radius: Double) {
        let area = area(.disc(Vertex(x: 50, y: 50), radius: radius))
        #expect(abs(area - .pi * radius * radius) < 0.15 * radius, "\(area)")
    }

    @Test func `a triangle has its area, however its outline runs`() {
        let corners = [Vertex(x: 10, y: 10), Vertex(x: 90, y: 20), Vertex(x: 30, y: 80)]
        for vertices in [corners, corners.reversed(), [corners[1], corners[2], corners[0]]] {
            #expect(abs(area(.polygon(vertices)) - 2700) < 27)
        }
    }

    @Test func `a line has its width and round ends`() {
        var canvas = Canvas(width: 40, height: 40)
        canvas.stroke(from: Vertex(x: 10, y: 10), to: Vertex(x: 30, y: 10), width: 4, Self.white)
        func red(_ x: Int, _ y: Int) -> UInt8 { canvas.bytes[3 * (y * 40 + x)] }
        #expect(red(20, 8) == 255 && red(20, 11) == 255)
        #expect(red(20, 7) == 0 && red(20, 12) == 0)
        #expect(red(31, 10) > 0 && red(32, 10) == 0, "the end is round")
        #expect(red(8, 10) == 0, "the start is the end of another line")
    }

    @Test func `what lies below a line is painted, the pixel on it in part`() {
        var canvas = Canvas(width: 3, height: 3)
        for row in 0..<3 { canvas.fill(row: row, below: [-1000, 256 + 128, 1000], Self.white) }
        let reds = stride(from: 0, to: canvas.bytes.count, by: 3).map { canvas.bytes[$0] }
        #expect(reds == [255, 0, 0, 255, 127, 0, 255, 255, 0])
    }

    @Test func `a glow is strongest in the middle, and ends`() {
        var canvas = Canvas(width: 21, height: 21)
        canvas.glow(Vertex(x: 10.5, y: 10.5), radius: 8, Self.white, strength: 0.5)
        let reds = (0..<21).map { canvas.bytes[3 * (10 * 21 + $0)] }
        #expect(reds[10] == 127)
        #expect(reds[10...] == reds[10...].sorted(by: >)[...])
        #expect(reds.reversed() == reds)
        #expect(reds[0] == 0 && reds[20] == 0)
    }
}
