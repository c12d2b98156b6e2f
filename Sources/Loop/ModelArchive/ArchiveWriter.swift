internal import CZip
internal import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An archive that is being written, beside the place where it will stand.
struct ArchiveWriter: ~Copyable {
    private let path: String
    private let temporaryPath: String
    private let handle: ZipHandle

    /// Begins an archive that will stand at `path`.
    init(_ path: String) throws(ArchiveError) {
        self.path = path
        temporaryPath = "\(path).\(UInt64.random(in: 0...UInt64.max)).part"
        do throws(LibraryError) {
            handle = try ZipHandle(temporaryPath, flags: ZIP_CREATE | ZIP_EXCL)
        } catch {
            throw error.inWriting
        }
    }

    /// Adds `bytes` as a member, stored.
    func add(_ name: String, bytes: [UInt8]) throws(ArchiveError) {
        // libzip reads the bytes when the archive is closed, so they are copied to where it can free them.
        // Of no bytes it takes none: it would never free them.
        guard !bytes.isEmpty else { return try addEmpty(name) }
        let count = bytes.count
        guard let copy = unsafe malloc(count) else { throw ArchiveError(.system(SystemError("malloc", code: ENOMEM))) }
        unsafe bytes.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(start: copy, count: count).copyMemory(from: source)
        }
        guard let source = unsafe zip_source_buffer(handle.pointer, copy, UInt64(bytes.count), 1) else {
            unsafe free(copy)
            throw handle.error.inWriting
        }
        try unsafe add(name, source, isDeflated: false)
    }

    private func addEmpty(_ name: String) throws(ArchiveError) {
        guard let source = unsafe zip_source_buffer(handle.pointer, nil, 0, 0) else { throw handle.error.inWriting }
        try unsafe add(name, source, isDeflated: false)
    }

    /// Adds the file at `path` as a member, stored. It is read when the archive is finished.
    func add(_ name: String, file path: String) throws(ArchiveError) {
        guard let source = unsafe zip_source_file(handle.pointer, path, 0, -1) else { throw handle.error.inWriting }
        try unsafe add(name, source, isDeflated: false)
    }

    /// Adds a member of another archive as it is, compressed or not, without unpacking it.
    func add(_ name: String, _ member: ArchiveReader.Member, of reader: borrowing ArchiveReader) throws(ArchiveError) {
        let flags = member.isDeflated ? ZIP_FL_COMPRESSED : 0
        guard let source = unsafe zip_source_zip(handle.pointer, reader.handle.pointer, member.index, flags, 0, -1)
        else {
            throw handle.error.inWriting
        }
        try unsafe add(name, source, isDeflated: member.isDeflated)
    }

    private func add(_ name: String, _ source: OpaquePointer, isDeflated: Bool) throws(ArchiveError) {
        let index = unsafe zip_file_add(handle.pointer, name, source, ZIP_FL_ENC_UTF_8)
        guard index >= 0 else {
            let error = handle.error.inWriting
            unsafe zip_source_free(source)
            throw error
        }
        let method = isDeflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE
        let mode = (UnixMode.regular | 0o644) << 16
        guard unsafe zip_set_file_compression(handle.pointer, UInt64(index), method, 0) == 0,
            unsafe zip_file_set_external_attributes(
                handle.pointer, UInt64(index), 0, UInt8(ZIP_OPSYS_UNIX), mode) == 0
        else { throw handle.error.inWriting }
    }

    /// Writes the archive and puts it in its place, whole or not at all.
    ///
    /// - Parameter modified: the time of all members, in seconds since 1970, UTC.
    consuming func finish(modified: Int) throws(ArchiveError) {
        let (path, temporaryPath) = (path, temporaryPath)
        do throws(LibraryError) { try handle.close() } catch { throw error.inWriting }
        do throws(ArchiveError) {
            let file = try File(temporaryPath, .changing)
            if let directory = try CentralDirectory(of: file) {
                try directory.setTime(DOSTime(secondsSinceEpoch: modified), in: file)
            }
            try File.rename(temporaryPath, to: path)
        } catch {
            File.remove(temporaryPath)
            throw error
        }
    }
}
