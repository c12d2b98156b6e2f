internal import Glibc
internal import POSIX

/// A client that sends exactly the bytes it is told to, and shows exactly those that came back.
///
/// A blocking socket, used on a thread of its own, so that a test that waits here holds up nobody else:
///
/// ```swift
/// let client = try RawClient(port: port)
/// try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
/// let response = try await client.response()
/// ```
///
/// Whatever does not come within ``patience`` fails the test instead of hanging it.
package actor RawClient {
    private let thread = WorkerThread(name: "raw-client")
    private var descriptor: Int32
    private var unread: [UInt8] = []

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// How long nothing may happen: far more than a loaded machine needs.
    package static let patience = Duration.seconds(60)

    /// What went wrong, with what was received until then.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Connects to a server of this machine.
    ///
    /// - Parameter receiveBufferByteCount: how much the system takes in before the peer must wait; nil leaves it to the
    ///   system.
    package init(port: UInt16, receiveBufferByteCount: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError.last("socket") }
        if var size = receiveBufferByteCount {
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var patience = timeval(tv_sec: Int(Self.patience.components.seconds), tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let number = descriptor
        try unsafe withUnsafePointer(to: &address) { pointer in
            try unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = try retryingOnInterrupt("connect") {
                    unsafe connect(number, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
    }

    deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

    // MARK: Sending

    /// Sends all bytes; returns when the system has them.
    ///
    /// - Throws: `SystemError` when the peer has reset the connection.
    package func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count { sent += try sendSome(bytes[sent...]) }
    }

    package func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends `bytes` again and again until the peer takes no more of them without delay, or has taken `limit` bytes.
    ///
    /// - Returns: the number of bytes that the system took.
    package func flood(_ bytes: [UInt8], limit: Int) throws -> Int {
        var sent = 0
        while sent < limit {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(
                    descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) { return sent }
            guard count >= 0 else { throw SystemError.last("send") }
            sent += count
        }
        return sent
    }

    private func sendSome(_ bytes: ArraySlice<UInt8>) throws -> Int {
        let number = descriptor
        return try unsafe bytes.withUnsafeBytes { buffer in
            try retryingOnInterrupt("send") {
                unsafe Glibc.send(number, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
            }
        }
    }

    /// Sends no more; what the peer answers can still be received.
    package func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes the connection, as a client that is done does.
    package func close() {
        Glibc.close(descriptor)
        descriptor = -1
    }

    /// Breaks the connection off, as the system does for a program that crashed: the peer gets an error, not an end.
    package func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        close()
    }

    // MARK: Receiving

    /// Receives exactly `count` bytes.
    package func receive(_ count: Int) throws -> [UInt8] {
        while unread.count < count { try more(towards: "\(count) bytes") }
        defer { unread.removeFirst(count) }
        return Array(unread[..<count])
    }

    /// Receives up to and including `end`.
    package func receive(until end: String) throws -> String {
        let end = Array(end.utf8)
        var searched = 0
        while true {
            if let start = (searched...unread.count).first(where: { unread[$0...].starts(with: end) }) {
                defer { unread.removeFirst(start + end.count) }
                return String(decoding: unread[..<(start + end.count)], as: UTF8.self)
            }
            searched = max(0, unread.count - end.count + 1)
            try more(towards: String(decoding: end, as: UTF8.self).debugDescription)
        }
    }

    /// Receives until the peer ends the connection.
    package func receiveToEnd() throws -> [UInt8] {
        while try receiveSome() {}
        defer { unread = [] }
        return unread
    }

    /// Receives until the peer ends the connection, and keeps nothing.
    ///
    /// - Returns: the number of bytes.
    package func drain() throws -> Int {
        var count = 0
        repeat {
            count += unread.count
            unread = []
        } while try receiveSome()
        return count
    }

    /// Whether the peer ended the connection, cleanly or not, and sent nothing more before.
    package func hasEnded() throws -> Bool {
        guard unread.isEmpty else { return false }
        do {
            return try !receiveSome()
        } catch let error as SystemError where error.code == ECONNRESET {
            return true
        }
    }

    /// Whether something is there to be received, be it the end.
    package var isReadable: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe !unread.isEmpty || poll(&entry, 1, 0) > 0
    }

    private func more(towards what: String) throws {
        guard try receiveSome() else {
            let seen = String(decoding: unread.prefix(1000), as: UTF8.self).debugDescription
            throw Failure(description: "the peer ended the connection before \(what); unread: \(seen)")
        }
    }

    /// - Returns: false at the end of what the peer sends.
    private func receiveSome() throws -> Bool {
        let number = descriptor
        let run = try unsafe [UInt8](unsafeUninitializedCapacity: 64 * 1024) { buffer, count in
            count = try retryingOnInterrupt("recv") { unsafe recv(number, buffer.baseAddress, buffer.count, 0) }
        }
        unread += run
        return !run.isEmpty
    }
}
