internal import CZip
internal import POSIX

/// An archive that libzip has open.
///
/// `@safe`: the pointer is valid from `init` to ``close()`` or `deinit`, whichever comes first; whoever uses it borrows
/// the handle meanwhile.
@safe
struct ZipHandle: ~Copyable {
    let pointer: OpaquePointer

    /// Opens an archive (the C function is `zip_open`).
    ///
    /// - Throws: libzip's number (`ZIP_ER_…`) and text.
    init(_ path: String, flags: CInt) throws(LibraryError) {
        var code: CInt = 0
        guard let pointer = unsafe zip_open(path, flags, &code) else {
            var error = unsafe zip_error_t()
            unsafe zip_error_init_with_code(&error, code)
            defer { unsafe zip_error_fini(&error) }
            throw unsafe LibraryError(&error)
        }
        unsafe self.pointer = pointer
    }

    deinit { unsafe zip_discard(pointer) }

    /// What libzip said last of this archive.
    var error: LibraryError { unsafe LibraryError(zip_get_error(pointer)) }

    /// Writes the archive and closes it (the C function is `zip_close`).
    consuming func close() throws(LibraryError) {
        guard unsafe zip_close(pointer) == 0 else {
            let error = error
            _ = consume self
            throw error
        }
        // Closed and freed: `deinit` must not discard it again.
        discard self
    }
}

/// An error of libzip's: its own number and text.
struct LibraryError: Error {
    let code: CInt
    let text: String
    /// What the system said, where libzip only passes it on.
    let systemCode: CInt?

    init(_ error: UnsafeMutablePointer<zip_error_t>) {
        code = unsafe zip_error_code_zip(error)
        text = unsafe String(cString: zip_error_strerror(error))
        systemCode = unsafe zip_error_system_type(error) == ZIP_ET_SYS ? zip_error_code_system(error) : nil
    }

    /// As an error of writing: not the fault of an archive that a peer sent.
    var inWriting: ArchiveError {
        if let systemCode { return ArchiveError(.system(SystemError("libzip", code: systemCode))) }
        return ArchiveError(.library(code: Int(code), text: text))
    }

    /// As an error of reading a member, or the archive as a whole: its fault, mostly; memory and descriptors are ours.
    func inReading(member: String? = nil) -> ArchiveError {
        switch code {
        case ZIP_ER_NOZIP: ArchiveError(.notAnArchive)
        case ZIP_ER_MEMORY, ZIP_ER_OPEN, ZIP_ER_READ, ZIP_ER_SEEK, ZIP_ER_INTERNAL: inWriting
        default: ArchiveError(.damaged(member: member, code: Int(code), text: text))
        }
    }
}
