import JPEG
import Testing

@testable import LoopNode

@Suite("Whole pictures and damaged ones", .timeLimit(.minutes(5))) struct ImageCheckerTests {
    private let scratch: Scratch
    private let picture: [UInt8]

    init() throws {
        scratch = try Scratch()
        let pixels = Pixels(width: 64, height: 48, bytes: (0..<64 * 48 * 3).map { UInt8(truncatingIfNeeded: $0 * 7) })
        picture = try JPEG.encode(pixels)
    }

    /// Puts a program called jpeginfo into a folder.
    private func jpeginfo(_ script: String) throws -> ImageChecker {
        try scratch.folder("bin")
        let path = try scratch.file("bin/jpeginfo", "#!/bin/sh\n\(script)\n")
        try makeExecutable(path)
        return ImageChecker(searchPath: "/nonexistent:\(scratch.path)/bin:/usr/bin:/bin")
    }

    @Test func `without jpeginfo a picture is read to its end`() async throws {
        let checker = ImageChecker(searchPath: scratch.path)
        #expect(checker.description == "decoding")
        #expect(try await checker.isWhole(try scratch.file("a.jpg", picture)))
        #expect(!(try await checker.isWhole(try scratch.file("b.jpg", Array(picture.dropLast(300))))))
        #expect(!(try await checker.isWhole(try scratch.file("c.jpg", [UInt8]()))))
        #expect(!(try await checker.isWhole(try scratch.file("d.jpg", "no picture"))))
        #expect(!(try await checker.isWhole("\(scratch.path)/missing.jpg")))
    }

    @Test func `a file that is no program is none`() throws {
        try scratch.file("jpeginfo", "#!/bin/sh\n")
        #expect(ImageChecker(searchPath: scratch.path).description == "decoding")
    }

    struct Output: Sendable, CustomTestStringConvertible {
        let script: String
        let isWhole: Bool
        var testDescription: String { script }
    }

    @Test(arguments: [
        Output(script: #"echo "$2  64 x 48 24bit JFIF N  4711 OK""#, isWhole: true),
        Output(script: #"echo "$2  64 x 48 24bit JFIF N  4711  [OK]""#, isWhole: true),
        Output(script: #"echo "$2  64 x 48 24bit JFIF N  4711  [WARNING] Premature end of file""#, isWhole: false),
        Output(script: #"echo "$2  WARNING  Premature end""#, isWhole: false),
        Output(script: #"echo "$2  BOOKED 4711""#, isWhole: false), Output(script: "exit 1", isWhole: false),
        Output(script: #"test "$1" = -c && echo "$2 OK""#, isWhole: true),
    ])
    func `with jpeginfo its word counts`(output: Output) async throws {
        let checker = try jpeginfo(output.script)
        #expect(checker.description == "\(scratch.path)/bin/jpeginfo")
        let path = try scratch.file("a.jpg", "x")
        #expect(try await checker.isWhole(path) == output.isWhole)
    }

    @Test func `a file's own name is no word of jpeginfo's`() async throws {
        let checker = try jpeginfo(#"echo "$2 [ERROR]""#)
        try scratch.folder("a OK b")
        #expect(!(try await checker.isWhole(try scratch.file("a OK b/OK", "x"))))
    }
}
