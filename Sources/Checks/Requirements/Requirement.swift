/// One thing that a protocol asks of a server, a client, or both, small enough to be checked by itself.
package struct Requirement: Hashable, Sendable, Identifiable {
    /// How strong a requirement is: the words of RFC 2119.
    ///
    /// Where a protocol's text has no such word, the level is what its grammar or the reference implementation implies:
    /// MUST when a peer that follows the reference breaks otherwise, SHOULD when the reference does it and peers rely on
    /// it, MAY when it is an option.
    package enum Level: String, CaseIterable, Sendable {
        case must = "MUST"
        case should = "SHOULD"
        case may = "MAY"
    }

    /// Who has to meet a requirement.
    package enum Side: String, CaseIterable, Sendable {
        case server
        case client
        case both

        /// Whether a server has to meet it, alone or as a client has to as well.
        package var includesServer: Bool { self != .client }
        /// Whether a client has to meet it, alone or as a server has to as well.
        package var includesClient: Bool { self != .server }
    }

    /// The stable name, "EIO-HS-01": protocol, topic and a number that is never given again.
    package let id: String
    package let level: Level
    package let side: Side
    /// What must be so, as a sentence.
    package let sentence: String
    /// Where that is written, tested or reported: "RFC 9112, section 6.3", "Engine.IO protocol 4, Upgrade",
    /// "engine.io, test/server.js" for a file of that package of the reference implementation, with the test's name or
    /// the function behind it, "googollee/go-engine.io issue 33" for a thread on GitHub. At least one.
    package let sources: [String]
}
