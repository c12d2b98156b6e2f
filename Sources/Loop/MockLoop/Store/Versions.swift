/// The versions of a project's models: those that models have, and those that were promised to models whose files are on
/// their way. None is given twice.
struct Versions: Sendable {
    /// `1.2`: the third model that continues the first one of a project.
    struct Version: Hashable, Sendable {
        let major: Int
        let minor: Int

        init(major: Int, minor: Int) {
            self.major = major
            self.minor = minor
        }

        /// - Returns: nil for a text that is none of ours.
        init?(_ text: String) {
            let numbers = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
            guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else { return nil }
            self.init(major: major, minor: minor)
        }

        var text: String { "\(major).\(minor)" }
    }

    /// The newest minor version of each major one that is in use.
    private var newestMinors: [Int: Int] = [:]
    private var newestMajor = 0
    private var promised: Set<Version> = []

    /// A model has `version` from now on.
    mutating func use(_ version: String) {
        guard let version = Version(version) else { return }
        newestMinors[version.major] = max(newestMinors[version.major] ?? 0, version.minor)
        newestMajor = max(newestMajor, version.major)
        promised.remove(version)
    }

    /// The version of a model that continues no other: `4.0` after `3.x`.
    mutating func promise() -> String {
        promise(Version(major: (promised.map(\.major) + [newestMajor]).reduce(0, max) + 1, minor: 0))
    }

    /// The version of a model that continues the one of `version`: `1.3` after `1.2`, or whatever is free behind it.
    ///
    /// - Returns: nil where `version` is none of ours.
    mutating func promise(continuing version: String) -> String? {
        guard let base = Version(version) else { return nil }
        let minors = promised.filter { $0.major == base.major }.map(\.minor) + [newestMinors[base.major] ?? base.minor]
        return promise(Version(major: base.major, minor: minors.reduce(0, max) + 1))
    }

    private mutating func promise(_ version: Version) -> String {
        promised.insert(version)
        return version.text
    }

    /// Takes back a version that was promised and not used. It is a gap when one behind it is in use by then.
    mutating func giveBack(_ version: String) {
        if let version = Version(version) { promised.remove(version) }
    }
}
