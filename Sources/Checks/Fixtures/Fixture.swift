package import EngineIO
package import SocketIOServer
package import WebSocket

/// What a ``FixtureServer`` serves.
package enum Fixture: Sendable {
    /// Any method, any path: the body comes back.
    case http(HTTPEcho)
    /// Any path: each message comes back.
    case webSocket(HandshakeOptions, Limits)
    /// Each message comes back.
    case engineIO(ServerConfiguration)
    /// See ``SocketEcho``.
    case socketIO(SocketServer.Configuration)

    /// Its name in the command line.
    package var name: String {
        switch self {
        case .http: "http"
        case .webSocket: "websocket"
        case .engineIO: "engineio"
        case .socketIO: "socketio"
        }
    }
}
