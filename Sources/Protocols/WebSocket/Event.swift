/// What happens on a connection.
package enum Event: Sendable, Hashable {
    /// A whole message; its text is valid UTF-8.
    case message(Message)
    /// The peer asked for a sign of life. It has been answered.
    case ping([UInt8])
    case pong([UInt8])
    /// The WebSocket is closed: the peer's Close came, or the connection ended. The last event.
    case closed(Closure)
}
