internal import CZlib

/// zlib could not go on.
package struct DeflateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// zlib's own number, negative.
    package let code: Int32
    /// zlib's own words.
    package let message: String

    init(_ code: Int32, _ message: UnsafePointer<CChar>?) {
        self.code = code
        if let message = unsafe message {
            self.message = unsafe String(cString: message)
        } else {
            self.message = unsafe String(cString: zError(code))
        }
    }

    package var description: String { "zlib: \(message) (\(code))" }
}
