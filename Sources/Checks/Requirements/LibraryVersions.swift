/// The versions of the library for which a requirement holds: of a Loop towards nodes of these versions, or of a node
/// that speaks as these versions do.
///
/// Bounds are included. The requirements of the protocols below the Learning Loop's own hold for all versions.
package enum LibraryVersions: Hashable, Sendable, CustomStringConvertible {
    case all
    /// All up to this one: what it asks for went away later.
    case upTo(LibraryVersion)
    /// This one and all later ones there are.
    case from(LibraryVersion)
    case between(ClosedRange<LibraryVersion>)

    /// Reads "0.7.52 or earlier", "0.16.0 or later", "0.1.5 to 0.7.52" or "0.11.0", which is that version alone.
    ///
    /// - Returns: nil for any other text; all versions have no text.
    package init?(_ text: some StringProtocol) {
        let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard let version = words.first.flatMap({ LibraryVersion($0) }) else { return nil }
        switch words.dropFirst().first {
        case nil: self = .between(version...version)
        case "or earlier": self = .upTo(version)
        case "or later": self = .from(version)
        case .some(let rest):
            guard rest.hasPrefix("to "), let last = LibraryVersion(rest.dropFirst(3)), version < last else {
                return nil
            }
            self = .between(version...last)
        }
    }

    /// Whether a requirement with these versions holds for that one.
    package func contains(_ version: LibraryVersion) -> Bool {
        switch self {
        case .all: true
        case .upTo(let last): version <= last
        case .from(let first): version >= first
        case .between(let range): range.contains(version)
        }
    }

    /// The text that is read; "all versions" for all.
    package var description: String {
        switch self {
        case .all: "all versions"
        case .upTo(let last): "\(last) or earlier"
        case .from(let first): "\(first) or later"
        case .between(let range):
            range.lowerBound == range.upperBound
                ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
        }
    }
}
