internal import CCurl
internal import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A regular file that is read piece by piece, from any place, while it is sent.
struct SourceFile: ~Copyable {
    private let descriptor: Descriptor
    private let path: String

    /// The size when the file was opened; what is appended later is not read.
    let byteCount: Int

    /// - Throws: ``Failure``, also for what is not a regular file: a pipe or a device could block for ever, and its
    ///   size is not known.
    init(path: String) throws(Failure) {
        // O_NONBLOCK lets the opening of a pipe nobody writes to return, so that it can be refused.
        let descriptor = Descriptor(
            try Self.call("open \(path)") { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) })
        let number = descriptor.number
        var status = stat()
        _ = try Self.call("fstat \(path)") { unsafe fstat(number, &status) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(CURLE_READ_ERROR, "\(path) is not a regular file")
        }
        self.descriptor = descriptor
        self.path = path
        byteCount = Int(status.st_size)
    }

    /// Moves what follows `offset` into `buffer`.
    ///
    /// - Returns: the number of bytes, at least 1.
    /// - Throws: ``Failure``, also when the file ends before `offset`, which was below ``byteCount`` once.
    func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(Failure) -> Int {
        let number = descriptor.number
        let count = try Self.call("pread \(path)") {
            unsafe pread(number, buffer.baseAddress, buffer.count, off_t(offset))
        }
        guard count > 0 else {
            throw Failure(
                CURLE_READ_ERROR, "\(path) ends after \(offset) bytes; it had \(byteCount) when the transfer began")
        }
        return count
    }

    private static func call<Result: SignedInteger>(_ name: String, _ body: () -> Result) throws(Failure) -> Result {
        do {
            return try retryingOnInterrupt(name, body)
        } catch {
            throw Failure(CURLE_READ_ERROR, "\(error)")
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
    init(path: String) throws(Failure) {
        self.path = path
        var number = 0
        while true {
            let candidate = "\(path).\(getpid())-\(number).part"
            do {
                descriptor = Descriptor(
                    try retryingOnInterrupt("open \(candidate)") {
                        unsafe open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(0o666))
                    })
                temporaryPath = candidate
                return
            } catch  where error.code == EEXIST {
                // Another transfer is on its way to the same path, or an earlier process of our number left its file.
                number += 1
            } catch {
                throw Failure(CURLE_WRITE_ERROR, "\(error)")
            }
        }
    }

    deinit {
        if !isWhole { unsafe _ = unlink(temporaryPath) }
    }

    /// Appends all of `bytes`.
    func append(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        let number = descriptor.number
        var rest = unsafe bytes
        while unsafe !rest.isEmpty {
            let count = try Self.call("write \(temporaryPath)") { unsafe write(number, rest.baseAddress, rest.count) }
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }

    /// Gives the file its name; what stood there before is replaced in the same moment.
    mutating func finish() throws(Failure) {
        let (temporaryPath, path) = (temporaryPath, path)
        _ = try Self.call("rename to \(path)") { unsafe rename(temporaryPath, path) }
        isWhole = true
    }

    private static func call<Result: SignedInteger>(_ name: String, _ body: () -> Result) throws(Failure) -> Result {
        do {
            return try retryingOnInterrupt(name, body)
        } catch {
            throw Failure(CURLE_WRITE_ERROR, "\(error)")
        }
    }
}
