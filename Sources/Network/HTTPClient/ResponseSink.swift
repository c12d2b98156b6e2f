internal import CCurl

/// Where the content of a response goes while it arrives.
struct ResponseSink: ~Copyable {
    private(set) var bytes: [UInt8] = []
    private var file: PartialFile?
    private let maximumByteCount: Int

    /// - Parameter maximumByteCount: the most that is kept in memory; a file has no limit.
    init(_ destination: Request.ResponseBody, maximumByteCount: Int) throws(Failure) {
        self.maximumByteCount = maximumByteCount
        switch destination {
        case .memory: file = nil
        case .file(let path): file = try PartialFile(path: path)
        }
    }

    /// Takes the next bytes of a response with this status.
    mutating func write(_ piece: UnsafeRawBufferPointer, status: Int) throws(Failure) {
        if 200..<300 ~= status, file != nil {
            unsafe try file?.append(piece)
        } else {
            guard piece.count <= maximumByteCount - bytes.count else {
                throw Failure(
                    CURLE_FILESIZE_EXCEEDED,
                    "the content is longer than the \(maximumByteCount) bytes that are allowed in memory")
            }
            unsafe bytes.append(contentsOf: piece)
        }
    }

    /// The response with this status came to its end: a file gets its name.
    mutating func finish(status: Int) throws(Failure) {
        guard 200..<300 ~= status else { return }
        try file?.finish()
    }

    /// There will be no response: the file vanishes.
    mutating func discard() { file = nil }
}
