/// An event that arrived.
package struct Event: Sendable {
    package let namespace: String
    /// A name that is a number is spelled as it came.
    package let name: String
    package let arguments: Arguments
    /// Under which it wants to be acknowledged; nil when it does not.
    package let id: UInt64?
}

/// Why a namespace is no longer connected.
package enum DisconnectReason: Sendable, Hashable {
    /// The server said so.
    case byServer
    /// The client said so.
    case byClient
    /// What carried it is gone: why, in the words of whoever carried it.
    case transportClosed(String)
    /// The peer broke a rule.
    case malformed(PacketError)
    /// The peer sent what is not due: an event before it was connected, say.
    case protocolViolation(String)
    /// No namespace was connected in time.
    case connectTimeout
}

/// Why an acknowledgement did not come.
package enum AcknowledgementFailure: Error, Sendable, Hashable {
    case timeout
    case disconnected
}
