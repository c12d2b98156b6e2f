internal import CLinux

/// Processes below this one whose own parent has died.
package enum Orphans {
    /// Makes them children of this process instead of the system's first one, from now on.
    ///
    /// For a main program that starts others and must leave nothing behind: it can wait for the end of what its
    /// programs left, and remove it from the process table. The system's first process does so too, but late in some
    /// containers and virtual machines. Not for a library: orphans that nobody waits for stay in the table as long as
    /// this process lives.
    package static func adopt() {
        // Fails for lack of the feature only, which Linux has since 3.4.
        _ = clinux_adopt_orphans()
    }
}
