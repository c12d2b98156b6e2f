/// One thing that a protocol asks of a server, a client, or both, small enough to be checked by itself.
package struct Requirement: Hashable, Sendable, Identifiable {
    /// How strong a requirement is: the words of RFC 2119.
    ///
    /// Where a protocol's text has no such word, the level is what its grammar or the reference implementation implies:
    /// MUST when a peer that follows the reference breaks otherwise, SHOULD when the reference does it and peers rely on
    /// it, MAY when it is an option. The Learning Loop's own protocol has no text at all: the reference is the Python
    /// library learning_loop_node, and its nodes are the peers.
    package enum Level: String, CaseIterable, Sendable {
        case must = "MUST"
        case should = "SHOULD"
        case may = "MAY"
    }

    /// Who has to meet a requirement.
    ///
    /// In the sections on the Loop the server is the Loop, whoever speaks first. In those on nodes the server is what a
    /// node serves, and the client is the node as a client of the Loop, with what it keeps for that on its disk.
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
    /// The versions of the library for which it holds.
    package let versions: LibraryVersions
    /// What must be so, as a sentence.
    package let sentence: String
    /// Where that is written, tested or reported: "RFC 9112, section 6.3", "Engine.IO protocol 4, Upgrade",
    /// "engine.io, test/server.js" for a file of that package of the reference implementation, with the test's name or
    /// the function behind it, "googollee/go-engine.io issue 33" for a thread on GitHub. At least one.
    ///
    /// "learning_loop_node 0.27.0, detector/outbox.py" is a file of that version's package, "…, README.md" or "…,
    /// mock_detector/…" one beside it in its repository; files of other nodes and of their clients are named alike. Such
    /// a source says what is read there, unless its last word tells how else it is known:
    ///
    /// - "observed": seen on the wire when the unmodified nodes of these versions ran;
    /// - "inferred": concluded from what the nodes do, since the Loop itself is not public;
    /// - "inconsistent": sources disagree, as a document and the code, and the sentence says what the code does.
    package let sources: [String]

    /// Whether all that it rests on is a conclusion.
    package var isInferred: Bool { sources.allSatisfy { $0.hasSuffix(", inferred") } }
    /// Whether its sources disagree with each other or with themselves.
    package var isDisputed: Bool { sources.contains { $0.hasSuffix(", inconsistent") } }
}
