#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Bytes that arrived and are not yet consumed: appended at the back, taken from the front.
///
/// Goals: appending what a socket delivered costs one copy; taking a prefix costs nothing; taking *everything* hands
/// the storage itself over, so that a body passes through without a second copy. Worst case: a peer that sends one
/// byte at a time makes every append move nothing and every take a counter; the consumed front is cut off only when it
/// is at least as long as what remains, so each byte is moved at most once more.
///
/// Offsets count from the first unconsumed byte.
package struct ByteQueue: Sendable {
    private var storage: [UInt8] = []
    private var head = 0

    package init() {}

    /// The number of bytes that wait.
    package var count: Int { storage.count - head }

    package var isEmpty: Bool { storage.count == head }

    /// The byte at `offset`, which must be below ``count``.
    package subscript(offset: Int) -> UInt8 { storage[head + offset] }

    /// Copies `bytes` to the back.
    package mutating func append(_ bytes: RawSpan) {
        makeRoom()
        unsafe bytes.withUnsafeBytes { unsafe storage.append(contentsOf: $0) }
    }

    /// Appends `bytes` to the back; into an empty queue they move without a copy.
    package mutating func append(_ bytes: [UInt8]) {
        if isEmpty {
            storage = bytes
            head = 0
        } else {
            makeRoom()
            storage.append(contentsOf: bytes)
        }
    }

    /// Drops `count` bytes from the front.
    package mutating func removeFirst(_ count: Int) {
        precondition(count <= self.count, "more bytes dropped than wait")
        head += count
        if head == storage.count {
            storage.removeAll(keepingCapacity: storage.capacity <= Self.keptCapacity)
            head = 0
        }
    }

    /// Takes `count` bytes from the front.
    package mutating func takeFirst(_ count: Int) -> [UInt8] {
        precondition(count <= self.count, "more bytes taken than wait")
        if head == 0 && count == storage.count { return takeAll() }
        let taken = Array(storage[head..<head + count])
        removeFirst(count)
        return taken
    }

    /// Moves `count` bytes from the front behind `bytes`.
    package mutating func moveFirst(_ count: Int, into bytes: inout [UInt8]) {
        precondition(count <= self.count, "more bytes moved than wait")
        bytes.append(contentsOf: storage[head..<head + count])
        removeFirst(count)
    }

    /// A copy of the first `count` bytes, which stay; without copying when they are all that waits.
    package func first(_ count: Int) -> [UInt8] {
        precondition(count <= self.count, "more bytes asked for than wait")
        return head == 0 && count == storage.count ? storage : Array(storage[head..<head + count])
    }

    /// Takes everything that waits, without a copy where nothing was consumed before.
    package mutating func takeAll() -> [UInt8] {
        defer {
            storage = []
            head = 0
        }
        return head == 0 ? storage : Array(storage[head...])
    }

    /// The offset of the first `byte` at or after `offset`, or nil.
    package func firstIndex(of byte: UInt8, from offset: Int = 0) -> Int? {
        storage.firstIndex(of: byte, from: head + offset).map { $0 - head }
    }

    /// The unconsumed bytes in `range`, without a copy.
    package subscript(range: Range<Int>) -> ArraySlice<UInt8> {
        storage[head + range.lowerBound..<head + range.upperBound]
    }

    /// Calls `body` with all bytes that wait.
    package func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe storage.withUnsafeBufferPointer { buffer throws(Failure) in
            try unsafe body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[head...])))
        }
    }

    /// Storage up to this size survives being emptied, because the next message needs it again; 16 KiB is what one
    /// read from a socket brings.
    private static let keptCapacity = 16 * 1024

    private mutating func makeRoom() {
        guard head > 0, head >= storage.count - head else { return }
        storage.removeFirst(head)
        head = 0
    }
}

extension Array where Element == UInt8 {
    /// The index of the first `byte` at or after `start`, or nil (the C function is `memchr`).
    package func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        unsafe withUnsafeBytes { buffer -> Int? in
            guard start < buffer.count, let base = buffer.baseAddress else { return nil }
            guard let hit = unsafe memchr(base + start, Int32(byte), buffer.count - start) else { return nil }
            return unsafe UnsafeRawPointer(hit) - base
        }
    }
}
