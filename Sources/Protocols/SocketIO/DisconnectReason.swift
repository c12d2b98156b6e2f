/// Why a namespace is no longer connected, and why a connection is closed.
package enum DisconnectReason: Sendable, Hashable {
    /// The server said so.
    case byServer
    /// The client said so.
    case byClient
    /// What carried it is gone: why, in the words of whoever carried it.
    case transportClosed(String)
    /// The peer sent what is no packet.
    case malformed(PacketError)
    /// The peer sent a packet that is not due.
    case protocolViolation(Violation)
    /// No namespace was joined in time.
    case connectTimeout
}

extension DisconnectReason {
    /// What clients of the reference call it.
    package var clientText: String {
        switch self {
        case .byServer: "io server disconnect"
        case .byClient: "io client disconnect"
        case .transportClosed(let reason): reason
        case .malformed, .protocolViolation: "parse error"
        case .connectTimeout: "forced close"
        }
    }

    /// What servers of the reference call it.
    package var serverText: String {
        switch self {
        case .byServer: "server namespace disconnect"
        case .byClient: "client namespace disconnect"
        case .transportClosed(let reason): reason
        case .malformed: "parse error"
        case .protocolViolation, .connectTimeout: "forced server close"
        }
    }
}

/// A packet that is well formed, and not due. The connection is closed over it.
package enum Violation: Error, Sendable, Hashable {
    /// A packet for a namespace that is not joined; also one that comes before any CONNECT (Socket.IO protocol 5,
    /// section Connection to a namespace).
    case notJoined(namespace: String)
    /// A CONNECT for a namespace that is joined, or asked for.
    case connectedTwice(namespace: String)
    /// A CONNECT_ERROR, which only servers send.
    case refusedByClient
    /// More events before the answer to a CONNECT than ``Limits/earlyEventCount``.
    case tooManyEarlyEvents(namespace: String)
}

extension Violation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notJoined(let namespace): "A packet came for the namespace \(namespace), which is not joined."
        case .connectedTwice(let namespace): "A second CONNECT came for the namespace \(namespace)."
        case .refusedByClient: "A CONNECT_ERROR came from a client."
        case .tooManyEarlyEvents(let namespace):
            "Too many events came for the namespace \(namespace) before it was joined."
        }
    }
}
