package import EngineIO
package import WebSocket

extension WebSocketChannel {
    /// Sends a packet of Engine.IO, as one message.
    package func send(_ packet: Packet) {
        switch packet {
        case .message(.text(let text)): sendText(prefix: Packet.messageType, text)
        case .message(.binary(let bytes)): send(WebSocket.Message.binary(bytes))
        case .open, .close, .ping, .pong, .upgrade, .noop: send(WebSocket.Message(packet.webSocketMessage))
        }
    }
}

extension EngineIO.Message {
    package init(_ message: WebSocket.Message) {
        switch message {
        case .text(let text): self = .text(text)
        case .binary(let bytes): self = .binary(bytes)
        }
    }
}

extension WebSocket.Message {
    package init(_ message: EngineIO.Message) {
        switch message {
        case .text(let text): self = .text(text)
        case .binary(let bytes): self = .binary(bytes)
        }
    }
}
