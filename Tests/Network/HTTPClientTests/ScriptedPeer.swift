import Glibc
import Synchronization

/// A server that says exactly the bytes it is told to, and keeps what it heard: blocking sockets, one thread for each
/// connection, a script for what happens on it.
///
/// ```swift
/// let peer = ScriptedPeer { connection in
///     _ = connection.readRequest()
///     connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal")   // and the connection is cut
/// }
/// ```
final class ScriptedPeer: Sendable {
    typealias Script = @Sendable (PeerConnection) -> Void

    private let listener: Int32
    let port: UInt16
    private let state = Mutex(State())

    private struct State {
        var requests: [PeerRequest] = []
        var connectionCount = 0
    }

    /// Runs `script` for each connection; when it returns, the connection is closed.
    init(_ script: @escaping Script) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                precondition(unsafe bind(listener, pointer, length) == 0)
                precondition(Glibc.listen(listener, 64) == 0)
                precondition(unsafe getsockname(listener, pointer, &length) == 0)
            }
        }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        start { [self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                state.withLock { $0.connectionCount += 1 }
                start { [self] in
                    let connection = PeerConnection(descriptor, of: self)
                    script(connection)
                    connection.close()
                }
            }
            close(listener)
        }
    }

    /// Answers every request on a connection with what `answer` makes of it, until the client closes.
    static func answering(_ answer: @escaping @Sendable (PeerRequest) -> String) -> ScriptedPeer {
        ScriptedPeer { connection in
            while let request = connection.readRequest() { connection.send(answer(request)) }
        }
    }

    /// Accepts no further connection; scripts that run end by themselves when their client goes.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// What was heard so far, in the order of arrival.
    var requests: [PeerRequest] { state.withLock { $0.requests } }

    var connectionCount: Int { state.withLock { $0.connectionCount } }

    fileprivate func record(_ request: PeerRequest) { state.withLock { $0.requests.append(request) } }
}

/// A request as it came over the wire.
struct PeerRequest: Sendable {
    var head: String
    var body: [UInt8]

    var requestLine: String { String(head.prefix { $0 != "\r\n" }) }
    var fieldLines: [String] { head.split(separator: "\r\n").dropFirst().map(String.init) }
    var bodyText: String { String(decoding: body, as: UTF8.self) }

    func value(_ name: String) -> String? {
        let prefix = name.lowercased() + ":"
        return fieldLines.first { $0.lowercased().hasPrefix(prefix) }
            .map { String($0.dropFirst(prefix.count).drop { $0 == " " }) }
    }
}

/// The server's end of a connection, for its script only.
final class PeerConnection {
    private let descriptor: Int32
    private unowned let peer: ScriptedPeer
    private var unread: [UInt8] = []

    fileprivate init(_ descriptor: Int32, of peer: ScriptedPeer) {
        self.descriptor = descriptor
        self.peer = peer
    }

    /// Reads and records the next request with its body (by `Content-Length`, or chunks, which stay undecoded).
    ///
    /// - Parameter interim: what is sent when the request expects `100 Continue`, before its body is read.
    /// - Returns: nil when the client closed before a whole request came.
    func readRequest(interim: String = "HTTP/1.1 100 Continue\r\n\r\n") -> PeerRequest? {
        guard let head = readHead() else { return nil }
        var request = PeerRequest(head: head, body: [])
        if request.value("Expect") != nil { send(interim) }
        if let length = request.value("Content-Length").flatMap({ Int($0) }) {
            guard let body = read(length) else { return nil }
            request.body = body
        } else if request.value("Transfer-Encoding") == "chunked" {
            guard let body = read(until: Array("\r\n0\r\n\r\n".utf8)) else { return nil }
            request.body = body
        }
        peer.record(request)
        return request
    }

    /// Reads up to the empty line, which is not part of the result.
    func readHead() -> String? {
        read(until: Array("\r\n\r\n".utf8)).map { String(decoding: $0.dropLast(4), as: UTF8.self) }
    }

    func read(_ count: Int) -> [UInt8]? {
        while unread.count < count { guard receive() else { return nil } }
        defer { unread.removeFirst(count) }
        return Array(unread[..<count])
    }

    /// Hands `count` bytes over as they come, for bodies that are too large to keep.
    ///
    /// - Returns: false when the client closed before.
    func read(_ count: Int, _ body: ([UInt8]) -> Void) -> Bool {
        var rest = count
        while rest > 0 {
            if unread.isEmpty { guard receive() else { return false } }
            let piece = Array(unread.prefix(rest))
            unread.removeFirst(piece.count)
            rest -= piece.count
            body(piece)
        }
        return true
    }

    private func read(until end: [UInt8]) -> [UInt8]? {
        var searched = 0
        while true {
            var index = searched
            while index + end.count <= unread.count {
                if unread[index] == end[0], unread[index..<index + end.count].elementsEqual(end) {
                    defer { unread.removeFirst(index + end.count) }
                    return Array(unread[..<(index + end.count)])
                }
                index += 1
            }
            searched = index
            guard receive() else { return nil }
        }
    }

    private func receive() -> Bool {
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
            count = unsafe max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        unread.append(contentsOf: piece)
        return !piece.isEmpty
    }

    /// Returns when the client has closed its end.
    func waitForClose() { while receive() { unread.removeAll() } }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends all bytes; a client that went is not an error.
    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.send(
                    descriptor, buffer.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    fileprivate func close() { Glibc.close(descriptor) }
}

/// Runs `body` on a thread of its own.
private func start(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let result = unsafe pthread_create(
        &thread, nil,
        { argument in
            unsafe Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
            return nil
        }, Unmanaged.passRetained(Box(body)).toOpaque())
    precondition(result == 0)
    pthread_detach(thread)
}
