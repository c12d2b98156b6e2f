/// We asked for what is not possible. Never a peer's fault, and never told to one.
package enum LocalError: Error, Hashable, Sendable {
    /// A name of an event that libraries use for their own: see ``Packet/reservedNames``.
    case reservedName
    /// The namespace is not connected, and not wanted either.
    case notConnected
    /// A name that no namespace can have: it must begin with a slash and have no comma.
    case malformedNamespace
}
