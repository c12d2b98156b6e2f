package import POSIX

/// Why an archive is refused, or could not be read or written.
package struct ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        // What is wrong with the archive.

        /// No zip, or the front of one: the directory at a zip's end is not there.
        case notAnArchive
        /// A name that must not become the name of a file.
        case unsafeName(String, MemberName.Flaw)
        /// Two members that have the same name once the folders are taken away.
        case repeatedName(String, inArchive: [String])
        case encrypted(String)
        /// A symbolic link or a device.
        case notAFile(String)
        /// Neither stored nor deflated.
        case compression(String, method: Int)
        /// The content is longer or shorter than the archive says.
        case wrongByteCount(String)
        case entryCount(limit: Int)
        case unpackedByteCount(limit: Int)
        case memberByteCount(String, limit: Int)
        /// What libzip says of the archive, with its own number (`ZIP_ER_…`) and text.
        case damaged(member: String?, code: Int, text: String)

        // What is wrong here.

        /// libzip cannot write an archive, with its own number and text.
        case library(code: Int, text: String)
        /// A system call failed.
        case system(SystemError)
    }

    package let kind: Kind

    package init(_ kind: Kind) { self.kind = kind }

    /// Whether the archive is at fault, and so whoever sent it; if not, the machine is.
    package var isFaultOfArchive: Bool {
        switch kind {
        case .library, .system: false
        default: true
        }
    }

    /// What is wrong, in one sentence that names no path of this machine.
    package var description: String {
        switch kind {
        case .notAnArchive: "the file is not a zip archive, or it is cut off"
        case .unsafeName(let name, let flaw): "the archive has a member \(quoted(name)): \(flaw.sentence)"
        case .repeatedName(let name, let paths):
            "the archive has \(name.debugDescription) more than once: "
                + paths.map(quoted).joined(separator: " and ") + "; folders are taken away, so file names must differ"
        case .encrypted(let name): "the member \(quoted(name)) is encrypted; models are stored without a password"
        case .notAFile(let name): "the member \(quoted(name)) is a link or a device; only files and folders are taken"
        case .compression(let name, let method):
            "the member \(quoted(name)) is compressed with method \(method); only stored (0) and deflated (8) are taken"
        case .wrongByteCount(let name): "the member \(quoted(name)) is not as long as the archive says"
        case .entryCount(let limit): "the archive has more than \(limit) members"
        case .unpackedByteCount(let limit): "the archive has more than \(limit) bytes when unpacked"
        case .memberByteCount(let name, let limit): "the member \(quoted(name)) has more than \(limit) bytes"
        case .damaged(let member?, let code, let text):
            "the member \(quoted(member)) cannot be read: \(text) (libzip error \(code))"
        case .damaged(nil, let code, let text): "the archive cannot be read: \(text) (libzip error \(code))"
        case .library(let code, let text): "an archive cannot be written: \(text) (libzip error \(code))"
        case .system(let error): error.description
        }
    }

    /// A name as it is shown: with escapes for what cannot be seen, and not longer than a line.
    private func quoted(_ name: String) -> String {
        name.count > 100 ? name.prefix(100).debugDescription + "…" : name.debugDescription
    }
}
