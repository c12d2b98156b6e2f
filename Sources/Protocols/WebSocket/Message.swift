/// What applications send and receive: one message of one or more frames (RFC 6455, section 1.2).
package enum Message: Sendable, Hashable {
    /// Valid UTF-8.
    case text([UInt8])
    case binary([UInt8])
}
