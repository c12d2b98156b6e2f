/// Models as the Loop and its nodes hand them on: zip archives, flat, with a `model.json`.
///
/// All functions work on paths and wait for the disk: call them off the event loop. Memory stays below 1 MB whatever the
/// archive holds, ``readMember(_:of:limit:limits:)`` excepted. What they write is whole or not there.
///
/// An archive comes from a peer that may mean harm. So its names must be safe (``MemberName``), its members plain files,
/// stored or deflated and not encrypted, their number and unpacked size bounded (``Limits``), and where contents are
/// read, length and CRC must be right. libzip reads the format; it also checks that the headers before the data
/// agree with the directory behind it.
package enum Archive {
    /// What an archive may hold at most; each limit is inclusive.
    package struct Limits: Sendable, Hashable {
        /// Members, folders included. A model has a handful; a TensorFlow one, the largest in use, some dozens.
        package var entryCount = 1000

        /// Bytes of all members, unpacked: 2 GiB, ten times the largest detector in use. It is the size that counts
        /// and no ratio, because weights that are all zero shrink a thousandfold and are still weights.
        package var unpackedByteCount = 2 << 30

        package init() {}

        package static let standard = Limits()
    }

    /// A file in an archive.
    package struct Entry: Sendable, Hashable {
        /// What the file is called once the folders are taken away.
        package let name: String

        /// What it is called in the archive.
        package let path: String

        /// Its length, unpacked.
        package let byteCount: Int

        /// Its CRC-32, as the archive says.
        package let crc: UInt32
    }

    /// Whether the contents of an archive are read through.
    package enum Verification: Sendable {
        /// Only the directory is looked at: milliseconds.
        case directory
        /// Every member is unpacked, and its length and CRC compared: about a second for 300 MB.
        case contents
    }

    /// Bytes that `model.json` may have: 1 MiB; with a thousand categories it has about 200 KB.
    package static let modelInformationByteCountLimit = 1 << 20

    /// The files of an archive, in its order; folders are left out.
    ///
    /// - Throws: what is wrong with the archive, ``ArchiveError/isFaultOfArchive``; a file that cannot be opened.
    package static func inspect(
        _ path: String, verifying verification: Verification = .directory, limits: Limits = .standard
    ) throws(ArchiveError) -> [Entry] {
        let reader = try ArchiveReader(path, limits: limits)
        try verify(reader, verification)
        return reader.members.map(\.entry)
    }

    /// The content of the file called `name`, in whatever folder it is, or nil when there is none.
    ///
    /// - Parameter limit: how many bytes it may have.
    package static func readMember(
        _ name: String, of path: String, limit: Int = modelInformationByteCountLimit, limits: Limits = .standard
    ) throws(ArchiveError) -> [UInt8]? {
        let reader = try ArchiveReader(path, limits: limits)
        guard let member = reader.member(name) else { return nil }
        guard member.entry.byteCount <= limit else {
            throw ArchiveError(.memberByteCount(member.entry.path, limit: limit))
        }
        var content: [UInt8] = []
        content.reserveCapacity(member.entry.byteCount)
        try reader.read(member) { (run) throws(ArchiveError) in content += run }
        return content
    }

    /// Writes an archive of files, stored, without folders.
    ///
    /// The same files, members and time give the same bytes, whatever the time zone and the clock of this machine are.
    ///
    /// - Parameters:
    ///   - files: what each is called in the archive, and where it lies; in the archive in this order.
    ///   - members: more members, behind the files.
    ///   - path: where the archive will stand; a file there is replaced.
    ///   - modified: the time of all members, in seconds since 1970, UTC; even seconds from 1980 to 2107.
    /// - Throws: names that are not safe or not distinct, ``ArchiveError/isFaultOfArchive``; a file that cannot be read.
    package static func pack(
        files: [(name: String, path: String)], adding members: [(name: String, bytes: [UInt8])] = [], to path: String,
        modified: Int
    ) throws(ArchiveError) {
        try checkNames(files.map(\.name) + members.map(\.name))
        let writer = try ArchiveWriter(path)
        for file in files { try writer.add(file.name, file: file.path) }
        for member in members { try writer.add(member.name, bytes: member.bytes) }
        try writer.finish(modified: modified)
    }

    /// Takes an archive as it came from a peer and writes it as the Loop keeps it: checked, flat, with `members` in
    /// place of those that have their names, or behind the others.
    ///
    /// The other files are copied as they are, without being unpacked and compressed again.
    ///
    /// - Parameters:
    ///   - source: the archive; it is not changed.
    ///   - path: where the new one will stand; it may be `source`.
    ///   - members: members with their contents, most often `model.json`.
    ///   - verification: how closely `source` is looked at.
    ///   - modified: the time of all members, as for `pack`.
    /// - Returns: the files that `source` had.
    @discardableResult
    package static func install(
        _ source: String, to path: String, setting members: [(name: String, bytes: [UInt8])],
        verifying verification: Verification = .contents, modified: Int, limits: Limits = .standard
    ) throws(ArchiveError) -> [Entry] {
        try checkNames(members.map(\.name))
        let reader = try ArchiveReader(source, limits: limits)
        try verify(reader, verification)
        let writer = try ArchiveWriter(path)
        for member in reader.members {
            let name = member.entry.name
            if let replacement = members.first(where: { $0.name == name }) {
                try writer.add(name, bytes: replacement.bytes)
            } else {
                try writer.add(name, member, of: reader)
            }
        }
        for member in members where reader.member(member.name) == nil {
            try writer.add(member.name, bytes: member.bytes)
        }
        try writer.finish(modified: modified)
        return reader.members.map(\.entry)
    }

    /// Unpacks all files of an archive flat into a folder, as the Python library does.
    ///
    /// - Parameter folder: must exist; a file of the same name in it is an error and stays as it is.
    /// - Returns: the names of the files, in the archive's order. On an error none of them remains.
    @discardableResult
    package static func unpack(
        _ path: String, into folder: String, limits: Limits = .standard
    ) throws(ArchiveError) -> [String] {
        let reader = try ArchiveReader(path, limits: limits)
        var written: [String] = []
        do throws(ArchiveError) {
            for member in reader.members {
                let filePath = "\(folder)/\(member.entry.name)"
                let file = try File(filePath, .creating)
                written.append(filePath)
                var offset = 0
                try reader.read(member) { (run) throws(ArchiveError) in
                    try file.write(run[...], at: offset)
                    offset += run.count
                }
            }
        } catch {
            for path in written { File.remove(path) }
            throw error
        }
        return reader.members.map(\.entry.name)
    }

    private static func verify(
        _ reader: borrowing ArchiveReader, _ verification: Verification
    ) throws(ArchiveError) {
        guard verification == .contents else { return }
        for member in reader.members { try reader.read(member) { (_) throws(ArchiveError) in } }
    }

    private static func checkNames(_ names: [String]) throws(ArchiveError) {
        var seen: Set<String> = []
        for name in names {
            do throws(MemberName.Flaw) {
                try MemberName.checkFlat(name)
            } catch {
                throw ArchiveError(.unsafeName(name, error))
            }
            guard seen.insert(name).inserted else {
                throw ArchiveError(.repeatedName(name, inArchive: [name, name]))
            }
        }
    }
}
