/// We asked for what is not possible. Never a peer's fault, and never told to one.
package enum LocalError: Error, Hashable, Sendable {
    /// The session is closed, or closing.
    case closed
    /// A text with U+001E in it, which polling takes for the end of a packet (Engine.IO protocol 4, section From v3 to
    /// v4). JSON never has it: it is escaped there.
    case separatorInText
}
