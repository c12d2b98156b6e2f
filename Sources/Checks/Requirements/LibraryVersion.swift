/// A version of the Python library learning_loop_node, the only public text that the Learning Loop's protocol has.
///
/// The protocol itself has no version, and nobody sends one; what a node speaks is told by the version of the library
/// that it is, or behaves like.
package struct LibraryVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    package let patch: Int

    /// A version as the library's releases are named, "0.12.1".
    ///
    /// - Returns: nil unless these are three numbers below 1000 with points between, each as short as it can be written.
    package init?(_ text: some StringProtocol) {
        let numbers = Substring(text).split(separator: ".", omittingEmptySubsequences: false).map(Self.number)
        guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2] else {
            return nil
        }
        (self.major, self.minor, self.patch) = (major, minor, patch)
    }

    package var description: String { "\(major).\(minor).\(patch)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...3).contains(text.count), text.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        return text.count > 1 && text.first == "0" ? nil : Int(text)
    }
}
