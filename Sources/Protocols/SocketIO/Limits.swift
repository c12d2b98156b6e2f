/// How much of a packet is taken.
package struct Limits: Sendable, Hashable {
    /// Attachments of one packet. The reference takes 10 since its parser 4.2.6.
    package var attachmentCount = 10

    package init() {}

    package static let standard = Limits()
}
