internal import Sockets
internal import WebSocket
internal import WebSocketTransport

/// Lets the fuzzing server of the Autobahn Testsuite judge our WebSocket client.
///
/// The server says how many cases it has; the client opens a WebSocket for each, and sends back what it gets until it is
/// closed.
package actor AutobahnClient {
    private nonisolated let loop: EventLoop
    private let dialer: SocketDialer
    private let destination: Destination
    private let agent: String
    private var limits = WebSocket.Limits.standard

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Runs all cases.
    ///
    /// - Parameters:
    ///   - url: of the fuzzing server: `ws://127.0.0.1:9001`.
    ///   - agent: as which we stand in its report.
    ///   - progress: called with the number of each case and how many there are.
    /// - Throws: ``FixtureError``.
    package static func run(
        url: String, agent: String, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws {
        guard let (destination, _) = Destination.read(url: url) else { throw FixtureError.noURL(url) }
        let loop = try EventLoop(name: "autobahn")
        try await AutobahnClient(destination, agent: agent, loop: loop).run(progress)
    }

    private init(_ destination: Destination, agent: String, loop: EventLoop) async {
        self.loop = loop
        self.destination = destination
        self.agent = agent
        dialer = SocketDialer(on: loop)
        // Its largest messages have 16 MiB.
        limits.messageByteCount = 64 << 20
    }

    private func run(_ progress: @Sendable (Int, Int) -> Void) async throws {
        var answer = ""
        try await follow("/getCaseCount") { _, message in
            if case .text(let text) = message { answer = String(decoding: text, as: UTF8.self) }
        }
        guard let count = Int(answer) else { throw FixtureError.unexpected("the number of cases", answer) }
        for number in 1...max(count, 1) where number <= count {
            progress(number, count)
            try await follow("/runCase?case=\(number)&agent=\(agent)") { $0.send($1) }
        }
        try await follow("/updateReports?agent=\(agent)") { _, _ in }
    }

    /// Opens a WebSocket and does something with each message, until it is closed.
    private func follow(
        _ target: String, _ receive: @escaping (WebSocketChannel, WebSocket.Message) -> Void
    ) async throws {
        var request = WebSocketConnector.Request(destination: destination, target: target)
        request.options.compression = CompressionAgreement()
        request.limits = limits
        try await withCheckedThrowingContinuation(isolation: self) {
            (continuation: CheckedContinuation<Void, any Error>) in
            WebSocketConnector.connect(request, dialer: dialer, on: loop) { result in
                switch result {
                case .failure(let failure): continuation.resume(throwing: failure)
                case .success(let (webSocket, trailing)):
                    webSocket.onMessage = { [unowned webSocket] in receive(webSocket, $0) }
                    webSocket.onEnded = { continuation.resume() }
                    webSocket.start(behind: trailing)
                }
            }
        }
    }
}

/// A client fixture could not do what it is for.
package enum FixtureError: Error, CustomStringConvertible {
    case noURL(String)
    /// The file with the authority to trust cannot be used: why, and what to do.
    case nobodyToTrust(String)
    case unexpected(String, String)

    package var description: String {
        switch self {
        case .noURL(let text): "\"\(text)\" is no URL of a server: http, https, ws or wss, a host, perhaps a port."
        case .nobodyToTrust(let reason): reason
        case .unexpected(let what, let got): "Instead of \(what) came \(got.prefix(200).debugDescription)."
        }
    }
}
