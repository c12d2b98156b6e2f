/// What carries a session.
package enum Transport: String, Sendable, Hashable, CaseIterable {
    case polling
    case webSocket = "websocket"
}
