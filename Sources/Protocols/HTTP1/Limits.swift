/// How much of a message a connection takes in before it refuses the peer.
///
/// Each limit is inclusive: a message that reaches it is accepted, one byte more is refused.
package struct Limits: Sendable, Hashable {
    /// Bytes of the request line or status line, without its line end; more is answered 414.
    ///
    /// RFC 9112, section 3 recommends at least 8,000; nginx and Apache take 8 KiB.
    package var startLineByteCount = 8 * 1024

    /// Bytes of all field lines of a field section with their line ends; more is answered 431. Trailers count anew.
    ///
    /// Node.js takes 16 KiB, nginx 32 KiB.
    package var fieldSectionByteCount = 32 * 1024

    /// Field lines of a field section; more is answered 431. Apache takes 100.
    package var fieldCount = 100

    /// Bytes of a body's content, chunk framing not counted; more is answered 413.
    package var bodyByteCount = 16 * 1024 * 1024

    /// Bytes of a chunk's size line with its extensions, without its line end.
    ///
    /// Extensions have no use that anybody knows of; llhttp and hyper bound them at 16 KiB, we need no more than this.
    package var chunkLineByteCount = 256

    package init() {}

    package static let standard = Limits()
}
