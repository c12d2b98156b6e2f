internal import HTTPServer
internal import JSON
internal import Logging
internal import SocketIO

/// What a node answers to: requests by path and method, and events of Socket.IO by name.
struct NodeRoutes: Sendable {
    /// Answers a request, or throws: a ``RequestError`` says what to answer, everything else is a fault of the node.
    typealias Handler = @Sendable (NodeRequest) async throws -> Response

    /// Gives the acknowledgement of an event.
    typealias EventHandler = @Sendable (Arguments) async -> Payload

    struct Route: Sendable {
        let bodyByteCountLimit: Int
        let handler: Handler
    }

    /// Bytes of a body that is a word or a small object.
    static let textByteCountLimit = 64 * 1024

    /// Bytes of a message of Socket.IO, and of a body with one image: the Python library's since 0.18.2.
    static let imageByteCountLimit = 64 * 1024 * 1024

    /// By path, then by method.
    private(set) var requests: [String: [String: Route]] = [:]

    var events: [String: EventHandler] = [:]

    /// Adds a route.
    ///
    /// - Parameters:
    ///   - path: without a slash at its end; who asks for it with one is sent here.
    ///   - limit: bytes of the body; a longer one is refused with 413.
    mutating func add(
        _ method: String, _ path: String, limit: Int = textByteCountLimit, _ handler: @escaping Handler
    ) {
        requests[path, default: [:]][method] = Route(bodyByteCountLimit: limit, handler: handler)
    }

    /// Adds what every node serves.
    ///
    /// | Request | Body | Does |
    /// | --- | --- | --- |
    /// | PUT `/debug_logging` | `on`, `off` | turns messages of level debug on and off |
    /// | PUT `/socketio` | `on`, `off` | see `mute` |
    ///
    /// Both answer with the word, in JSON; another word is refused with 400.
    ///
    /// - Parameter mute: tells the node to leave its Loop alone (true), or to come back.
    mutating func addCommon(_ log: LogSwitch, mute: @escaping @Sendable (Bool) async -> Void) {
        func add(_ path: String, _ set: @escaping @Sendable (_ isOn: Bool) async -> Void) {
            self.add("PUT", path) { request in
                let word = try request.text
                guard word == "on" || word == "off" else { throw RequestError.detail(400, "Invalid state") }
                await set(word == "on")
                return .json(.string(word))
            }
        }
        add("/debug_logging") { log.level = $0 ? .debug : .info }
        add("/socketio") { await mute(!$0) }
    }
}
