/// From where a Loop is reached.
public enum Listening: Sendable, Hashable {
    /// From the network, at ``LoopServer/Configuration/host`` and its ports; and from this process in memory.
    case onPorts
    /// From this process alone, with ``LoopServer/send(_:_:fields:body:)`` and
    /// ``LoopServer/connect(as:of:adding:over:reconnects:)``: no port is opened and no socket.
    case inMemory
}
