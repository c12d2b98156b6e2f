#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A system call on a file that failed.
struct FileError: Error {
    /// What could not be done, a verb: `open`.
    var action: StaticString
    /// The value of `errno`.
    var code: Int32
    var path: String

    init(_ action: StaticString, _ code: Int32, path: String) {
        self.action = action
        self.code = code
        self.path = path
    }

    /// `cannot open /tmp/x: No such file or directory (errno 2)`
    var text: String { "cannot \(action) \(path): \(unsafe String(cString: strerror(code))) (errno \(code))" }
}

/// A file descriptor that is closed with this value.
private struct Descriptor: ~Copyable {
    let number: Int32

    /// The C function is `open`.
    init(opening path: String, flags: Int32, action: StaticString) throws(FileError) {
        number = unsafe open(path, flags | O_CLOEXEC, mode_t(0o666))
        guard number >= 0 else { throw FileError(action, errno, path: path) }
    }

    deinit { close(number) }
}

/// A regular file that is read piece by piece, from any place.
struct SourceFile: ~Copyable {
    private let descriptor: Descriptor
    let path: String

    /// The size when the file was opened; what is appended later is not read.
    let byteCount: Int

    /// - Throws: ``FileError``, also for what is not a regular file: a pipe or a device could block for ever, and its
    ///   size is not known.
    init(path: String) throws(FileError) {
        // O_NONBLOCK lets the opening of a pipe nobody writes to return, so that it can be refused.
        let descriptor = try Descriptor(opening: path, flags: O_RDONLY | O_NONBLOCK, action: "open")
        var status = stat()
        guard unsafe fstat(descriptor.number, &status) == 0 else { throw FileError("look at", errno, path: path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileError("send what is no regular file,", EINVAL, path: path)
        }
        self.descriptor = descriptor
        self.path = path
        byteCount = Int(status.st_size)
    }

    /// Fills `buffer` from `offset` on.
    ///
    /// - Returns: the number of bytes read, 0 at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) -> Int {
        while true {
            let count = unsafe pread(descriptor.number, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            guard errno == EINTR else { throw FileError("read", errno, path: path) }
        }
    }
}

/// A file that appears at its path when it is whole, and not before: until then it has another name beside it, and
/// vanishes with this value.
struct PartialFile: ~Copyable {
    private let descriptor: Descriptor
    private let path: String
    private let temporaryPath: String
    private var isWhole = false

    /// Creates the file `<path>.<process>-<number>.part`.
    init(path: String) throws(FileError) {
        self.path = path
        var number = 0
        while true {
            let candidate = "\(path).\(getpid())-\(number).part"
            do {
                descriptor = try Descriptor(opening: candidate, flags: O_WRONLY | O_CREAT | O_EXCL, action: "create")
                temporaryPath = candidate
                return
            } catch  where error.code == EEXIST {
                // Another transfer is on its way to the same path, or an earlier process of our number left its file.
                number += 1
            }
        }
    }

    deinit {
        if !isWhole { unsafe _ = unlink(temporaryPath) }
    }

    /// Appends all of `bytes`.
    func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var rest = unsafe bytes
        while unsafe !rest.isEmpty {
            let count = unsafe write(descriptor.number, rest.baseAddress, rest.count)
            if count >= 0 {
                unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            } else if errno != EINTR {
                throw FileError("write", errno, path: temporaryPath)
            }
        }
    }

    /// Gives the file its name; what stood there before is replaced in the same moment.
    mutating func finish() throws(FileError) {
        guard unsafe rename(temporaryPath, path) == 0 else { throw FileError("rename to", errno, path: path) }
        isWhole = true
    }
}
