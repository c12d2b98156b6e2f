/// Why a picture is refused, or could not be written.
package enum JPEGError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No JPEG, none that the library reads, or one whose data cannot be followed to its end; with the library's text.
    case unreadable(String)
    /// A part is missing or makes no sense; the library would guess. With its text.
    case damaged(String)
    /// More pixels than the caller takes.
    case pixelCount(width: Int, height: Int, limit: Int)
    /// A picture cannot be written, with the library's text: it is too large for the format.
    case unwritable(String)
    /// The library could not be set up, with its text: there is no memory.
    case library(String)

    /// Whether the file is at fault, and so whoever sent it.
    package var isFaultOfFile: Bool {
        switch self {
        case .unreadable, .damaged, .pixelCount: true
        case .unwritable, .library: false
        }
    }

    /// What is wrong, in one sentence.
    package var description: String {
        switch self {
        case .unreadable(let text): "the picture is no JPEG that can be read: \(text)"
        case .damaged(let text): "the picture is damaged: \(text)"
        case .pixelCount(let width, let height, let limit):
            "the picture has \(width) × \(height) pixels, which is more than \(limit)"
        case .unwritable(let text): "the picture cannot be written as JPEG: \(text)"
        case .library(let text): "libturbojpeg cannot work: \(text)"
        }
    }
}
