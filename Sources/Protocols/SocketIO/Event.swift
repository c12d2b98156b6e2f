/// An event that arrived.
package struct Event: Sendable {
    package let namespace: String
    /// A name that is a number is spelled as it came.
    package let name: String
    package let arguments: Arguments
    /// The ticket under which the application acknowledges it; nil when the peer waits for no acknowledgement.
    ///
    /// Good once, and for as long as the namespace stays joined. Not the number on the wire, which a peer may use again.
    package let id: UInt64?
}

/// What becomes of an event that cannot go out at once.
package enum Delivery: Sendable, Hashable {
    /// It waits.
    case reliable
    /// It is dropped, with all its attachments.
    ///
    /// - Parameter isWritable: whether the transport takes it at once, which only the caller knows.
    case volatile(isWritable: Bool)
}

/// Why an acknowledgement did not come.
package enum AcknowledgementFailure: Error, Sendable, Hashable {
    /// Not in the time that the caller set. One that comes later is ignored.
    case timeout
    /// The namespace is not connected any more.
    case disconnected
    /// The event was volatile, and was dropped.
    case notSent
}
