/// The bytes of a request's body, read piece by piece while libcurl sends them, and again from the front where it must
/// repeat the request (a redirect that keeps the method, a kept connection that turned out closed).
struct BodySource: ~Copyable {
    private enum Storage: ~Copyable {
        case bytes([UInt8])
        case file(SourceFile)
    }

    private let storage: Storage
    private var offset = 0

    /// The length of the body.
    let byteCount: Int

    init(bytes: [UInt8]) {
        storage = .bytes(bytes)
        byteCount = bytes.count
    }

    /// Opens the file at `path`.
    init(path: String) throws(Failure) {
        let file = try SourceFile(path: path)
        byteCount = file.byteCount
        storage = .file(file)
    }

    /// Moves the next bytes into `buffer`.
    ///
    /// - Returns: how many they are, 0 at the end.
    /// - Throws: ``Failure`` when the file cannot be read, or ends before the length that was announced.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        let wanted = min(buffer.count, byteCount - offset)
        guard wanted > 0 else { return 0 }
        let target = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        switch storage {
        case .bytes(let bytes):
            unsafe bytes.withUnsafeBytes {
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + wanted]))
            }
            offset += wanted
            return wanted
        case .file(let file):
            let count = unsafe try file.read(into: target, from: offset)
            offset += count
            return count
        }
    }

    /// Makes `offset` the next place to read from.
    ///
    /// - Returns: false when it lies outside of the body.
    mutating func seek(to offset: Int) -> Bool {
        guard 0...byteCount ~= offset else { return false }
        self.offset = offset
        return true
    }
}
