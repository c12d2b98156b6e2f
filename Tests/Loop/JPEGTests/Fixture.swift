import Bytes
import Testing

@testable import JPEG

/// A picture made by another program: 32 × 16 pixels, the left half blue, the right half red.
///
/// All but one are from `cjpeg -quality 90 -optimize` (libjpeg-turbo 2.1.5).
struct Fixture: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let componentCount: Int
    let bytes: [UInt8]
    /// Red, green and blue of the two halves.
    var left: [UInt8] = [30, 80, 210]
    var right: [UInt8] = [220, 40, 60]

    private init(_ name: String, componentCount: Int = 3, _ base64: String) {
        testDescription = name
        self.componentCount = componentCount
        bytes = Base64.decode(base64.utf8.filter { $0 != UInt8(ascii: "\n") }) ?? []
    }

    /// Colours at half the resolution, as the encoder of this room writes them too.
    static let baseline = Fixture(
        "baseline",
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU
        FRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU
        FBQUFBQUFBT/wAARCAAQACADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAYI/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/E
        ABYBAQEBAAAAAAAAAAAAAAAAAAgHCf/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AM/gGGj6rAAdqW//2Q==
        """)

    /// In ten scans.
    static let progressive = Fixture(
        "progressive",
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU
        FRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU
        FBQUFBQUFBT/wgARCAAQACADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAUH/8QAFgEBAQEAAAAAAAAAAAAAAAAABwYI
        /9oADAMBAAIQAxAAAAHPwwx9UAepf//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEAAQUCD//EABQRAQAAAAAAAAAAAAAAAAAA
        ABD/2gAIAQMBAT8BP//EABQRAQAAAAAAAAAAAAAAAAAAABD/2gAIAQIBAT8BP//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEA
        Bj8CD//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEAAT8hD//aAAwDAQACAAMAAAAQC/8A/8QAFBEBAAAAAAAAAAAAAAAAAAAA
        EP/aAAgBAwEBPxA//8QAFBEBAAAAAAAAAAAAAAAAAAAAEP/aAAgBAgEBPxA//8QAFBABAAAAAAAAAAAAAAAAAAAAMP/aAAgBAQAB
        PxAP/9k=
        """)

    /// Coded arithmetically.
    static let arithmetic = Fixture(
        "arithmetic",
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU
        FRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU
        FBQUFBQUFBT/yQARCAAQACADASIAAhEBAxEB/8wACgAQEAUBEBEF/9oADAMBAAIRAxEAPwD/AL/j/wChwJ9wCMc8wY7/2Q==
        """)

    /// One component.
    static let gray = {
        var fixture = Fixture(
            "gray", componentCount: 1,
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU
            FRUVDA8XGBYUGBIUFRT/wAALCAAQACABAREA/8QAFgABAQEAAAAAAAAAAAAAAAAAAAYI/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/a
            AAgBAQAAPwDP4qxKCrH/2Q==
            """)
        fixture.left = [80, 80, 80]
        fixture.right = [96, 96, 96]
        return fixture
    }()

    /// Not converted to YCbCr, and with a marker of Adobe's that says so.
    static let rgb = Fixture(
        "rgb",
        """
        /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUV
        FQwPFxgWFBgSFBUU/8AAEQgAEAAgA1IRAEcRAEIRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAAJBwj/xAAUEAEAAAAAAAAAAAAAAAAA
        AAAA/9oADANSAEcAQgAAPwCfTn922Av0xRG8BAVtayAC/TFEbwH/2Q==
        """)

    /// Colours at a third of the resolution, for which libturbojpeg has no name.
    static let threeToOne = Fixture(
        "threeToOne",
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU
        FRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU
        FBQUFBQUFBT/wAARCAAQACADATEAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAYI/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/E
        ABYBAQEBAAAAAAAAAAAAAAAAAAgEB//EABwRAAIBBQEAAAAAAAAAAAAAAAACBzU2goOxwf/aAAwDAQACEQMRAD8Az+KtuEkUPNfS
        6H7l1v1QAtDdJQVZSyRQ819BFD9y636oAWhun//Z
        """)

    /// Colours at a quarter of the resolution, from top to bottom.
    static let oneToFour = Fixture(
        "oneToFour",
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU
        FRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU
        FBQUFBQUFBT/wAARCAAQACADARQAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAYI/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/E
        ABcBAQEBAQAAAAAAAAAAAAAAAAAIBwn/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwDP4Cw2PgAKsBA7qWAA/9k=
        """)

    /// With a restart marker after each block.
    static let restarts = Fixture(
        "restarts",
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU
        FRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU
        FBQUFBQUFBT/wAARCAAQACADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAcI/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/E
        ABYBAQEBAAAAAAAAAAAAAAAAAAgGB//EABQRAQAAAAAAAAAAAAAAAAAAAAD/3QAEAAH/2gAMAwEAAhEDEQA/AM/gGGx9/9CVAIo6
        3//Z
        """)

    /// One scan for each component.
    static let scans = Fixture(
        "scans",
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU
        FRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU
        FBQUFBQUFBT/wAARCAAQACADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAYI/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/a
        AAgBAQAAPwDP4qxKCrH/xAAUAQEAAAAAAAAAAAAAAAAAAAAI/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAhEAPwBhgO//xAAV
        AQEBAAAAAAAAAAAAAAAAAAAHCf/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQMRAD8AH1S3/9k=
        """)

    /// The four inks, inverted as Adobe does it; by Pillow.
    static let cmyk = Fixture(
        "cmyk", componentCount: 4,
        """
        /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUV
        FQwPFxgWFBgSFBUU/8AAFAgAEAAgBEMRAE0RAFkRAEsRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAAJBwj/xAAUEAEAAAAAAAAAAAAA
        AAAAAAAA/9oADgRDAE0AWQBLAAA/AJ9Of3baqYAv0xRG8AEBW1rIAAv0xRG8AH//2Q==
        """)

    static let all = [
        baseline, progressive, arithmetic, gray, rgb, threeToOne, oneToFour, restarts, scans, cmyk,
    ]
}

extension Fixture {
    /// The bytes, with those from where `marker` first stands plus `offset` on replaced by `replacement`.
    func replacing(behind marker: UInt8, at offset: Int, with replacement: [UInt8]) throws -> [UInt8] {
        var changed = bytes
        let place = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == marker })
        changed.replaceSubrange(place + offset..<place + offset + replacement.count, with: replacement)
        return changed
    }
}
