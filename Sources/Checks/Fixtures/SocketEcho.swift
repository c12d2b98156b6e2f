internal import JSON
internal import Sockets
internal import SocketIO
internal import SocketIOServer

/// What the official suite of the Socket.IO protocol expects of a server.
///
/// | event | answer |
/// | --- | --- |
/// | (the connection) | `auth` with what the client said of itself |
/// | `message` | `message-back` with the same arguments |
/// | `message-with-ack` | acknowledged with its arguments |
///
/// In the namespaces `/` and `/custom`, and in no other.
final class SocketEcho {
    let server: SocketServer

    init(on scheduler: any Scheduler, _ configuration: SocketServer.Configuration) {
        server = SocketServer(on: scheduler, configuration)
        for name in ["/", "/custom"] {
            server.namespace(name).onConnect = { socket in
                try? socket.emit("auth", Payload(socket.auth))
                socket.onEvent = { [unowned socket] event in
                    switch event.name {
                    case "message": try? socket.emit("message-back", event.arguments.payload)
                    case "message-with-ack": event.acknowledge?(event.arguments.payload)
                    default: break
                    }
                }
            }
        }
    }
}
