import JPEG
import Testing

@testable import LoopNode

@Suite struct ImageInputTests {
    @Test(arguments: [
        ("uint8", [2, 3, 3], 18), ("uint8", [2, 3], 6), ("float32", [2, 3], 24), ("<u2", [4], 8), ("|u1", [-1, 3], 6),
        ("float64", [1, -1, 1], 16), ("bool", [1], 1),
    ])
    func `bytes that have type and shape are an array`(type: String, shape: [Int], count: Int) throws {
        let image = try ImageInput(array: [UInt8](repeating: 0, count: count), type: type, shape: shape)
        guard case .array(type, let complete) = image.format else {
            Issue.record("it is no array")
            return
        }
        #expect(complete.count == shape.count)
        #expect(!complete.contains(-1))
    }

    @Test(arguments: [
        ("uint8", [2, 3], 5), ("uint8", [2, 3], 7), ("uint16", [3], 5), ("foo", [1], 1), ("uint8", [], 1),
        ("uint8", [0], 0), ("uint8", [1], 0), ("uint8", [-1, -1], 4), ("uint8", [-2, 2], 4), ("uint8", [3, -1], 4),
        ("uint8", [.max, .max], 4), ("uint8", [.max, 2], 4),
    ])
    func `bytes that do not are none`(type: String, shape: [Int], count: Int) {
        #expect(throws: ImageError.self) {
            try ImageInput(array: [UInt8](repeating: 0, count: count), type: type, shape: shape)
        }
    }

    @Test func `an array of three channels is a bitmap as it is, a gray one is the same three times`() throws {
        let colours: [UInt8] = [1, 2, 3, 4, 5, 6]
        let picture = try ImageInput(array: colours, type: "uint8", shape: [1, 2, 3]).bitmap()
        #expect((picture.width, picture.height) == (2, 1))
        #expect(picture.bytes == colours)
        for shape in [[2, 1], [2, 1, 1]] {
            let gray = try ImageInput(array: [7, 8], type: "uint8", shape: shape).bitmap()
            #expect((gray.width, gray.height) == (1, 2))
            #expect(gray.bytes == [7, 7, 7, 8, 8, 8])
        }
    }

    @Test(arguments: [("uint16", [1, 2, 1]), ("uint8", [4]), ("uint8", [1, 1, 4]), ("uint8", [1, 1, 2, 2])])
    func `another array is no picture`(type: String, shape: [Int]) throws {
        let image = try ImageInput(array: [1, 2, 3, 4], type: type, shape: shape)
        #expect(throws: ImageError.self) { try image.bitmap() }
        #expect(throws: ImageError.self) { try image.jpeg() }
    }

    @Test func `a JPEG is decoded, and kept as it came`() throws {
        let bytes = try JPEG.encode(Pixels(width: 16, height: 8, bytes: [UInt8](repeating: 200, count: 16 * 8 * 3)))
        let image = ImageInput(jpeg: bytes)
        let picture = try image.bitmap()
        #expect((picture.width, picture.height) == (16, 8))
        #expect(picture.bytes.allSatisfy { (198...202).contains($0) })
        #expect(try image.jpeg() == bytes)
        try image.check()
    }

    @Test func `a JPEG is turned as its EXIF data say`() throws {
        var bytes = try JPEG.encode(Pixels(width: 16, height: 8, bytes: [UInt8](repeating: 200, count: 16 * 8 * 3)))
        let exif: [UInt8] =
            Array("Exif\0\0MM\0*\0\0\0\u{8}".utf8) + [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
        bytes.insert(contentsOf: [0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif, at: 2)
        let picture = try ImageInput(jpeg: bytes).bitmap()
        #expect((picture.width, picture.height) == (8, 16))
    }

    @Test func `an array becomes a JPEG`() throws {
        let image = try ImageInput(array: [UInt8](repeating: 9, count: 300), type: "uint8", shape: [10, 10, 3])
        #expect(try JPEG.header(of: try image.jpeg()).width == 10)
    }

    @Test func `what is no JPEG is found out early, what is damaged when it is decoded`() throws {
        #expect(throws: ImageError.self) { try ImageInput(jpeg: Array("garbage".utf8)).check() }
        #expect(throws: ImageError.self) { try ImageInput(jpeg: []).check() }
        let bytes = try JPEG.encode(Pixels(width: 64, height: 64, bytes: (0..<64 * 64 * 3).map { UInt8($0 % 251) }))
        let cut = ImageInput(jpeg: Array(bytes.prefix(bytes.count / 2)))
        try cut.check()
        #expect(throws: ImageError.self) { try cut.bitmap() }
        #expect(try cut.jpeg().count == bytes.count / 2, "the Loop may judge it")
    }
}
