/// How much a peer may ask of us before it is refused.
///
/// Each limit is inclusive. How long a message may be is for Engine.IO to say, how deep JSON may go for `JSON.Limits`.
package struct Limits: Sendable, Hashable {
    /// Attachments of one packet. The reference takes 10 since its parser 4.2.6.
    package var attachmentCount = 10

    /// Bytes of all attachments of one packet. What bodies of HTTP have here, too; ten messages of the reference's
    /// largest size, 1 MB, are well below.
    package var attachmentByteCount = 16 * 1024 * 1024

    /// Namespaces that a client has joined, or asks for, at a time; one more is refused. The reference has no limit, and
    /// a client that uses more than a handful is not known.
    package var namespaceCount = 100

    /// Acknowledgements of one namespace that the peer waits for. With one more the older half is forgotten: it would
    /// not come any more where nobody listened to the events.
    package var owedAcknowledgementCount = 65_536

    /// Events that a client keeps which arrive before the server has admitted it. No server is known that sends any.
    package var earlyEventCount = 1_000

    package init() {}

    package static let standard = Limits()
}
