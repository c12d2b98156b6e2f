internal import CZip

/// An archive that is open for reading, and stays as it is.
struct ArchiveReader: ~Copyable {
    /// A member that passed the checks, and its place in the archive.
    struct Member {
        let entry: Archive.Entry
        let index: UInt64
        let isDeflated: Bool
    }

    let handle: ZipHandle

    /// The files of the archive, checked: everything but the contents.
    let members: [Member]

    /// Opens an archive and checks its directory.
    init(_ path: String, limits: Archive.Limits) throws(ArchiveError) {
        let file = try File(path, .reading)
        // libzip takes an empty file for an archive without members; no program writes one like that.
        guard try file.byteCount >= CentralDirectory.endByteCount else { throw ArchiveError(.notAnArchive) }
        try Self.checkNames(file)

        let handle: ZipHandle
        do throws(LibraryError) {
            handle = try ZipHandle(path, flags: ZIP_RDONLY | ZIP_CHECKCONS)
        } catch {
            throw error.inReading()
        }
        members = try Self.members(of: handle, limits: limits)
        self.handle = handle
    }

    /// The member called `name`, or nil.
    func member(_ name: String) -> Member? { members.first { $0.entry.name == name } }

    /// Reads a member from front to end in runs of at most 64 KiB.
    ///
    /// When this returns, the content was as long as the archive says and had the right CRC.
    func read(_ member: Member, _ take: ([UInt8]) throws(ArchiveError) -> Void) throws(ArchiveError) {
        guard let stream = unsafe zip_fopen_index(handle.pointer, member.index, 0) else {
            throw handle.error.inReading(member: member.entry.path)
        }
        defer { unsafe zip_fclose(stream) }
        var run = [UInt8](repeating: 0, count: Self.runByteCount)
        var total = 0
        while true {
            let count = unsafe run.withUnsafeMutableBytes { buffer in
                // `withUnsafeMutableBytes` of an array that is not empty has an address.
                unsafe buffer.baseAddress.map { unsafe zip_fread(stream, $0, UInt64(buffer.count)) } ?? -1
            }
            guard count >= 0 else {
                throw unsafe LibraryError(zip_file_get_error(stream)).inReading(member: member.entry.path)
            }
            if count == 0 { break }
            total += Int(count)
            guard total <= member.entry.byteCount else { throw ArchiveError(.wrongByteCount(member.entry.path)) }
            if count == run.count { try take(run) } else { try take(Array(run[..<Int(count)])) }
        }
        guard total == member.entry.byteCount else { throw ArchiveError(.wrongByteCount(member.entry.path)) }
    }

    private static let runByteCount = 64 * 1024

    // MARK: - Checks

    /// Checks what libzip does not let us see: it hands out names as C strings, in which what follows a NUL is lost, and
    /// an archive with the same name twice is to it just one that cannot be opened.
    private static func checkNames(_ file: borrowing File) throws(ArchiveError) {
        guard let directory = try CentralDirectory(of: file) else { return }
        var seen: Set<ArraySlice<UInt8>> = []
        for name in directory.names {
            let text = String(decoding: name, as: UTF8.self)
            guard !name.contains(0) else { throw ArchiveError(.unsafeName(text, .control)) }
            guard seen.insert(name).inserted else { throw ArchiveError(.repeatedName(text, inArchive: [text, text])) }
        }
    }

    private static func members(
        of handle: borrowing ZipHandle, limits: Archive.Limits
    ) throws(ArchiveError) -> [Member] {
        let count = unsafe zip_get_num_entries(handle.pointer, 0)
        guard count <= limits.entryCount else { throw ArchiveError(.entryCount(limit: limits.entryCount)) }
        var members: [Member] = []
        var pathsByName: [String: String] = [:]
        var total = 0
        for index in 0..<UInt64(max(0, count)) {
            guard let member = try member(of: handle, at: index) else { continue }
            let entry = member.entry
            if let first = pathsByName.updateValue(entry.path, forKey: entry.name) {
                throw ArchiveError(.repeatedName(entry.name, inArchive: [first, entry.path]))
            }
            // Sizes are the peer's word; `read` holds the content to them. Each is at most 2⁶³, so one is added at a time.
            guard entry.byteCount <= limits.unpackedByteCount - total else {
                throw ArchiveError(.unpackedByteCount(limit: limits.unpackedByteCount))
            }
            total += entry.byteCount
            members.append(member)
        }
        return members
    }

    /// The file at `index`, or nil for a folder.
    private static func member(of handle: borrowing ZipHandle, at index: UInt64) throws(ArchiveError) -> Member? {
        var status = unsafe zip_stat_t()
        unsafe zip_stat_init(&status)
        guard unsafe zip_stat_index(handle.pointer, index, 0, &status) == 0, let name = unsafe status.name else {
            throw handle.error.inReading()
        }
        guard let path = unsafe String(validatingCString: name) else {
            throw ArchiveError(.unsafeName(unsafe String(cString: name), .notUTF8))
        }
        let flatName: String?
        do {
            flatName = try MemberName.flattened(path)
        } catch {
            throw ArchiveError(.unsafeName(path, error))
        }
        guard unsafe status.encryption_method == ZIP_EM_NONE else { throw ArchiveError(.encrypted(path)) }

        // The upper half of the attributes is the mode of a Unix file; other systems leave it zero.
        var system: UInt8 = 0
        var attributes: UInt32 = 0
        guard unsafe zip_file_get_external_attributes(handle.pointer, index, 0, &system, &attributes) == 0 else {
            throw handle.error.inReading()
        }
        let type = attributes >> 16 & UnixMode.typeMask
        guard [0, UnixMode.regular, UnixMode.folder].contains(type) else { throw ArchiveError(.notAFile(path)) }

        guard let flatName else {
            guard unsafe status.size == 0 else { throw ArchiveError(.unsafeName(path, .empty)) }
            return nil
        }
        let method = unsafe Int(status.comp_method)
        guard [Int(ZIP_CM_STORE), Int(ZIP_CM_DEFLATE)].contains(method) else {
            throw ArchiveError(.compression(path, method: method))
        }
        let byteCount = unsafe Int(clamping: status.size)
        return Member(
            entry: Archive.Entry(name: flatName, path: path, byteCount: byteCount, crc: unsafe status.crc),
            index: index, isDeflated: method == Int(ZIP_CM_DEFLATE))
    }
}

/// The parts of a Unix file mode that archives carry (`stat.h`).
enum UnixMode {
    static let typeMask: UInt32 = 0o170000
    static let regular: UInt32 = 0o100000
    static let folder: UInt32 = 0o040000
}
