/// What applications send and receive over Engine.IO.
package enum Message: Sendable, Hashable {
    /// Valid UTF-8.
    case text([UInt8])
    case binary([UInt8])
}
