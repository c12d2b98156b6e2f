/// What kinds of entries a journal has, by the words that people use for them.
enum JournalKind: String, CaseIterable {
    /// A request and its answer.
    case exchange
    case event, acknowledgement
    /// A node may send events from now on, or no more.
    case connected, disconnected
    /// Packets of Socket.IO that join a namespace, or leave it.
    case connect, disconnect
    case connectError = "connect_error"
    /// Bytes that belong to an event or an acknowledgement.
    case attachment
    /// A message that is no packet.
    case malformed
    /// A request or an event met a fault.
    case fault
}
