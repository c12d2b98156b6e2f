import Testing

@testable import JPEG

@Suite struct JPEGTests {
    @Test func `a picture comes back`() throws {
        let pixels = Pixels(width: 3, height: 2, bytes: [UInt8](repeating: 200, count: 18))
        let file = try JPEG.encode(pixels)
        try JPEG.check(file)
        #expect(try JPEG.decode(file) == pixels)
    }
}
